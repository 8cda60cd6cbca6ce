package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that the services refuse are refused, in their own shape, with a word about what is wrong.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {

    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    static Stream<Arguments> chats() {
        return Stream.of(
                Arguments.of(404, "model_not_found", "{'model':'gpt-nope'," + HI + "}"),
                Arguments.of(400, "missing_required_parameter", "{" + HI + "}"),
                Arguments.of(400, "missing_required_parameter", "{'model':'gpt-sim'}"),
                Arguments.of(400, "empty_array", "{'model':'gpt-sim','messages':[]}"),
                Arguments.of(400, "could not parse", "{'model':"),
                Arguments.of(400, "unknown_parameter", "{'model':'gpt-sim','shoes':1," + HI + "}"),
                Arguments.of(400, "integer_below_min_value", "{'model':'gpt-sim','max_tokens':0," + HI + "}"),
                Arguments.of(400, "temperature", "{'model':'gpt-sim','temperature':3," + HI + "}"),
                Arguments.of(400, "max_completion_tokens", "{'model':'gpt-sim-thinking','max_tokens':5," + HI + "}"),
                Arguments.of(400, "messages[0].role", "{'model':'gpt-sim','messages':[{'role':'king','content':'x'}]}"),
                Arguments.of(
                        400,
                        "tool_calls",
                        "{'model':'gpt-sim','messages':[{'role':'tool','tool_call_id':'a','content':'x'}]}"),
                Arguments.of(
                        400,
                        "tool_call_id",
                        "{'model':'gpt-sim','messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'function',"
                                + "'function':{'name':'f','arguments':'{}'}}]},{'role':'user','content':'x'}]}"),
                Arguments.of(400, "the options are", "{'model':'gpt-sim+speed=9'," + HI + "}"));
    }

    @ParameterizedTest
    @MethodSource("chats")
    void chatsAreRefused(int status, String word, String request) throws Exception {
        HttpResponse<String> answer = caller.chat(body(request));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(word);
        assertThat(Json.read(answer.body()).at("/error/type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    static Stream<Arguments> messages() {
        String start = "{'model':'claude-sim','max_tokens':3000,";
        String use = "{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'f','input':{}}]}";
        return Stream.of(
                Arguments.of(404, "claude-nope", "{'model':'claude-nope','max_tokens':9," + HI + "}"),
                Arguments.of(400, "max_tokens: Field required", "{'model':'claude-sim'," + HI + "}"),
                Arguments.of(400, "at least one message", start + "'messages':[]}"),
                Arguments.of(400, "role", start + "'messages':[{'role':'king','content':'x'}]}"),
                Arguments.of(400, "Extra inputs", start + "'shoes':1," + HI + "}"),
                Arguments.of(
                        400,
                        "tool_use_id",
                        start + "'messages':[{'role':'user','content':[{'type':'tool_result',"
                                + "'tool_use_id':'t9','content':'x'}]}]}"),
                Arguments.of(
                        400,
                        "tool_result",
                        start + "'messages':[{'role':'user','content':'a'}," + use
                                + ",{'role':'user','content':'b'}]}"),
                Arguments.of(
                        400,
                        "non-empty",
                        start + "'messages':[{'role':'user','content':[{'type':'text','text':''}]}]}"),
                Arguments.of(400, "1024", start + "'thinking':{'type':'enabled','budget_tokens':9}," + HI + "}"),
                Arguments.of(
                        400,
                        "signature",
                        start + "'messages':[{'role':'user','content':'a'},{'role':'assistant',"
                                + "'content':[{'type':'thinking','thinking':'mine','signature':'forged'}]},"
                                + "{'role':'user','content':'b'}]}"),
                Arguments.of(
                        400,
                        "adaptive",
                        "{'model':'claude-sim-adaptive','max_tokens':3000,'thinking':{'type':'enabled',"
                                + "'budget_tokens':1024}," + HI + "}"),
                Arguments.of(
                        400,
                        "temperature",
                        "{'model':'claude-sim-adaptive','max_tokens':9,'temperature':1," + HI + "}"),
                Arguments.of(
                        400,
                        "prefill",
                        "{'model':'claude-sim+prefill=refuse','max_tokens':9,'messages':[{'role':'user','content':'a'},"
                                + "{'role':'assistant','content':'b'}]}"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesAreRefused(int status, String word, String request) throws Exception {
        HttpResponse<String> answer = caller.messages(body(request));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Json.read(answer.body()).at("/error/message").stringValue()).contains(word);
        assertThat(Json.read(answer.body()).path("request_id").stringValue())
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
    }

    static Stream<Arguments> contents() {
        String call = "{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}}]}";
        return Stream.of(
                Arguments.of(400, "contents", "{}"),
                Arguments.of(400, "shoes", "{'shoes':1,'contents':[{'parts':[{'text':'x'}]}]}"),
                Arguments.of(400, "role", "{'contents':[{'role':'king','parts':[{'text':'x'}]}]}"),
                Arguments.of(400, "parts", "{'contents':[{'role':'user','parts':[]}]}"),
                Arguments.of(400, "oneof", "{'contents':[{'role':'user','parts':[{}]}]}"),
                Arguments.of(
                        400,
                        "function call",
                        "{'contents':[{'role':'user','parts':[{'text':'x'}]}," + call
                                + ",{'role':'user','parts':[{'text':'y'}]}]}"),
                Arguments.of(
                        400,
                        "signature",
                        "{'contents':[{'role':'user','parts':[{'text':'x'}]},{'role':'model',"
                                + "'parts':[{'text':'y','thoughtSignature':'Zm9yZ2Vk'}]},{'role':'user','parts':[{'text':'z'}]}]}"));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentsAreRefused(int status, String word, String request) throws Exception {
        HttpResponse<String> answer = caller.post("/v1beta/models/gemini-sim:generateContent", body(request));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Json.read(answer.body()).at("/error/message").stringValue()).contains(word);
        assertThat(Json.read(answer.body()).at("/error/code").intValue()).isEqualTo(status);
    }

    @Test
    void aRequestWithoutAKeyIsRefusedAsEachServiceDoes() throws Exception {
        String none = "authorization";
        assertThat(send("/v1/chat/completions", none)).isEqualTo(401);
        assertThat(send("/v1/messages", none)).isEqualTo(401);
        assertThat(send("/v1beta/models/gemini-sim:generateContent", none)).isEqualTo(403);
    }

    private int send(String path, String without) throws Exception {
        var request = caller.request(path).POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
        return caller.send(java.net.http.HttpRequest.newBuilder(request.build(), (name, _) -> !name.equals(without))
                        .build())
                .statusCode();
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        assertThat(caller.post("/v1/shoes", "{}").statusCode()).isEqualTo(404);
        assertThat(caller.get("/v1/models/gpt-nope").statusCode()).isEqualTo(404);
    }
}
