package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Responses API as the simulator speaks it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesTest {
    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    private HttpResponse<String> ask(String single) throws Exception {
        return caller.post("/v1/responses", body(single));
    }

    private JsonNode answer(String single) throws Exception {
        HttpResponse<String> answer = ask(single);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static JsonNode item(JsonNode response, String type) {
        for (JsonNode item : response.path("output")) {
            if (item.path("type").stringValue("").equals(type)) {
                return item;
            }
        }
        throw new AssertionError("no " + type + " in " + response);
    }

    @Test
    void streamedOrNotItSaysWhatChatSays() throws Exception {
        JsonNode whole = answer("{'model':'gpt-sim','input':'one'}");
        String chat = Json.read(caller.chat(body("{'model':'gpt-sim','messages':[{'role':'user','content':'one'}]}"))
                        .body())
                .at("/choices/0/message/content")
                .stringValue();
        assertThat(item(whole, "message").at("/content/0/text").stringValue()).isEqualTo(chat);
        assertThat(whole.at("/usage/total_tokens").asInt())
                .isEqualTo(whole.at("/usage/input_tokens").asInt()
                        + whole.at("/usage/output_tokens").asInt());

        List<JsonNode> events = Caller.events(
                ask("{'model':'gpt-sim','input':'one','stream':true}").body());
        assertThat(events.getFirst().path("type").stringValue()).isEqualTo("response.created");
        assertThat(events.getLast().path("type").stringValue()).isEqualTo("response.completed");
        assertThat(events.stream()
                        .map(event -> event.path("sequence_number").asInt())
                        .toList())
                .isEqualTo(java.util.stream.IntStream.range(0, events.size())
                        .boxed()
                        .toList());
        String text = events.stream()
                .filter(event -> event.path("type").stringValue().equals("response.output_text.delta"))
                .map(event -> event.path("delta").stringValue())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(chat);
    }

    @Test
    void toolsAreCalledAndTheirResultsAnswered() throws Exception {
        String tools = "'tools':[{'type':'function','name':'weather','parameters':{'type':'object'}}]";
        String user = "{'role':'user','content':'[[call: weather {\\\"city\\\":\\\"Rome\\\"}]]'}";
        JsonNode call = item(answer("{'model':'gpt-sim'," + tools + ",'input':[" + user + "]}"), "function_call");
        assertThat(call.path("arguments").stringValue()).isEqualTo("{\"city\":\"Rome\"}");

        String back = "{'type':'function_call_output','call_id':'"
                + call.path("call_id").stringValue() + "','output':'sunny'}";
        JsonNode second = Json.read(caller.post(
                        "/v1/responses",
                        body("{'model':'gpt-sim'," + tools + ",'input':[" + user + ",") + Json.write(call) + ","
                                + body(back + "]}"))
                .body());
        assertThat(item(second, "message").at("/content/0/text").stringValue()).isEqualTo("weather said: sunny");
    }

    @Test
    void anAnswerThatWasKeptIsGoneOnFrom() throws Exception {
        String tools = "'tools':[{'type':'function','name':'weather'}]";
        JsonNode first = answer("{'model':'gpt-sim'," + tools + ",'input':'[[call: weather {}]]'}");
        String id = first.path("id").stringValue();
        String output = "[{'type':'function_call_output','call_id':'"
                + item(first, "function_call").path("call_id").stringValue() + "','output':'wet'}]";
        JsonNode second =
                answer("{'model':'gpt-sim'," + tools + ",'previous_response_id':'" + id + "','input':" + output + "}");
        assertThat(item(second, "message").at("/content/0/text").stringValue()).isEqualTo("weather said: wet");
        assertThat(second.path("previous_response_id").stringValue()).isEqualTo(id);

        JsonNode loose = answer("{'model':'gpt-sim','store':false,'input':'one'}");
        HttpResponse<String> gone = ask("{'model':'gpt-sim','input':'two','previous_response_id':'"
                + loose.path("id").stringValue() + "'}");
        assertThat(gone.statusCode()).isEqualTo(400);
        assertThat(gone.body()).contains("previous_response_not_found");
    }

    @Test
    void reasoningIsSealedWhereThatIsAskedForAndAForgedSealRefused() throws Exception {
        JsonNode response = answer("{'model':'gpt-sim-thinking','input':'one','reasoning':{'summary':'auto'},"
                + "'include':['reasoning.encrypted_content']}");
        ObjectNode reasoning = (ObjectNode) item(response, "reasoning");
        assertThat(reasoning.at("/summary/0/text").stringValue()).isNotBlank();
        String next = ",{\"role\":\"user\",\"content\":\"two\"}]}";
        String start = "{\"model\":\"gpt-sim-thinking\",\"input\":[{\"role\":\"user\",\"content\":\"one\"},";
        assertThat(caller.post("/v1/responses", start + Json.write(reasoning) + next)
                        .statusCode())
                .isEqualTo(200);
        reasoning.put("encrypted_content", "Zm9yZ2Vk");
        HttpResponse<String> forged = caller.post("/v1/responses", start + Json.write(reasoning) + next);
        assertThat(forged.statusCode()).isEqualTo(400);
        assertThat(forged.body()).contains("invalid_encrypted_content");
    }

    @Test
    void aStreamThatBreaksHasNoLastEvent() throws Exception {
        List<JsonNode> events = Caller.events(ask("{'model':'gpt-sim+fault=no-end','input':'one','stream':true}")
                .body());
        assertThat(events)
                .extracting(event -> event.path("type").stringValue())
                .contains("response.output_item.done")
                .doesNotContain("response.completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'gpt-sim'}|missing_required_parameter",
                "{'model':'gpt-sim','input':'x','max_output_tokens':3}|integer_below_min_value",
                "{'model':'gpt-sim','input':'x','messages':[]}|unknown_parameter",
                "{'model':'gpt-sim','input':[{'type':'function_call_output','call_id':'c','output':'x'}]}|No tool call found",
                "{'model':'gpt-sim','input':[{'role':'user','content':[{'type':'text','text':'x'}]}]}|input_text",
                "{'model':'gpt-sim','input':'x','text':{'format':{'type':'json_schema','schema':{}}}}|text.format.name",
                "{'model':'no-such','input':'x'}|model_not_found"
            })
    void whatTheServiceWouldRefuseIsRefused(String request, String why) throws Exception {
        HttpResponse<String> answer = ask(request.replace("''", "'"));
        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(answer.body()).contains(why);
    }
}
