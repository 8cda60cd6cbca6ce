package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Endpoint;
import dev.weir.chat.Care;
import dev.weir.dialect.Json;
import dev.weir.dialect.responses.StrictReader;
import dev.weir.flow.Backoff;
import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
import dev.weir.route.VirtualModel;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Streams of the Responses API that went through byte by byte and broke off: another target goes on, under the ids and
/// numbers that the first one gave.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesRescueTest {
    private ScriptedUpstream one;
    private ScriptedUpstream two;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        one = new ScriptedUpstream();
        two = new ScriptedUpstream();
        Endpoint first = TestGateway.onlySpeaking("openai-responses", TestGateway.endpoint("one", "openai", one.url()));
        Endpoint second =
                TestGateway.onlySpeaking("openai-responses", TestGateway.endpoint("two", "openai", two.url()));
        Endpoint chat =
                TestGateway.onlySpeaking("openai-chat", TestGateway.endpoint("chat", "openai-compatible", two.url()));
        Resilience usual = Resilience.USUAL;
        Resilience brisk = new Resilience(
                1,
                new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                usual.breaker(),
                usual.causes(),
                Resilience.Rescue.AUTO,
                null);
        List<VirtualModel> models = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            models.add(new VirtualModel(
                    "same-" + i,
                    List.of(new Target(first, "m-" + i), new Target(second, "n-" + i)),
                    Deadlines.USUAL,
                    Care.USUAL,
                    brisk));
            models.add(new VirtualModel(
                    "cross-" + i,
                    List.of(new Target(first, "x-" + i), new Target(chat, "y-" + i)),
                    Deadlines.USUAL,
                    Care.USUAL,
                    brisk));
        }
        gateway = TestGateway.start(List.of(first, second, chat), models);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        one.close();
        two.close();
    }

    /// A stream as OpenAI sends it, made event by event.
    private static final class Told {
        private final StringBuilder out = new StringBuilder();
        private final String id;
        private final List<String> done = new ArrayList<>();
        private int number;
        private int item = -1;

        Told(String id) {
            this.id = id;
        }

        private Told event(String type, String rest) {
            out.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
            out.append("\",\"sequence_number\":")
                    .append(number++)
                    .append(',')
                    .append(rest)
                    .append("}\n\n");
            return this;
        }

        private String response(String status, String more) {
            return "\"response\":{\"id\":\"resp_" + id + "\",\"object\":\"response\",\"created_at\":5,\"model\":\"g\","
                    + "\"status\":\"" + status + "\",\"instructions\":\"be kind\",\"metadata\":{\"a\":\"b\"},"
                    + "\"store\":true,\"output\":[" + String.join(",", done) + "]" + more + "}";
        }

        private String place() {
            return "\"item_id\":\"msg_" + id + item + "\",\"output_index\":" + item + ",\"content_index\":0";
        }

        private static String index(int item) {
            return "\"output_index\":" + item + ",\"item\":";
        }

        /// An item is complete.
        private Told ended(String whole) {
            done.add(whole);
            return event("response.output_item.done", index(item) + whole);
        }

        private String message(String status, String content) {
            return "{\"id\":\"msg_" + id + item
                    + "\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"" + status + "\",\"content\":["
                    + content
                    + "]}";
        }

        private static String part(String text) {
            return "{\"type\":\"output_text\",\"text\":\"" + text + "\",\"annotations\":[],\"logprobs\":[]}";
        }

        Told begin() {
            event("response.created", response("in_progress", ""));
            return event("response.in_progress", response("in_progress", ""));
        }

        Told reasoned() {
            item++;
            String what = "{\"id\":\"rs_" + id + "\",\"type\":\"reasoning\",\"summary\":[";
            event("response.output_item.added", index(item) + what + "]}");
            return ended(what + "],\"encrypted_content\":\"c2VhbA==\"}");
        }

        /// Reasoning with a summary that is shown.
        Told summarised(String words) {
            item++;
            String what = "{\"id\":\"rs_" + id + "\",\"type\":\"reasoning\",\"summary\":[";
            String where = "\"item_id\":\"rs_" + id + "\",\"output_index\":" + item + ",\"summary_index\":0,";
            String part = "{\"type\":\"summary_text\",\"text\":\"" + words + "\"}";
            event("response.output_item.added", index(item) + what + "]}");
            event(
                    "response.reasoning_summary_part.added",
                    where + "\"part\":{\"type\":\"summary_text\",\"text\":\"\"}");
            event("response.reasoning_summary_text.delta", where + "\"delta\":\"" + words + "\"");
            event("response.reasoning_summary_text.done", where + "\"text\":\"" + words + "\"");
            event("response.reasoning_summary_part.done", where + "\"part\":" + part);
            return ended(what + part + "]}");
        }

        Told opened() {
            item++;
            event("response.output_item.added", index(item) + message("in_progress", ""));
            return event("response.content_part.added", place() + ",\"part\":" + part(""));
        }

        Told said(int from, int to) {
            IntStream.range(from, to)
                    .forEach(i -> event(
                            "response.output_text.delta", place() + ",\"delta\":\"t" + i + " \",\"logprobs\":[]"));
            return this;
        }

        Told closed(String text) {
            event("response.output_text.done", place() + ",\"text\":\"" + text + "\",\"logprobs\":[]");
            event("response.content_part.done", place() + ",\"part\":" + part(text));
            return ended(message("completed", part(text)));
        }

        Told called() {
            item++;
            String what = "{\"id\":\"fc_" + id
                    + "\",\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"f\",\"arguments\":";
            event("response.output_item.added", index(item) + what + "\"\",\"status\":\"in_progress\"}");
            event(
                    "response.function_call_arguments.delta",
                    "\"item_id\":\"fc_" + id + "\",\"output_index\":" + item + ",\"delta\":\"{\\\"a\\\":1}\"");
            event(
                    "response.function_call_arguments.done",
                    "\"item_id\":\"fc_" + id + "\",\"output_index\":" + item
                            + ",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"");
            return ended(what + "\"{\\\"a\\\":1}\",\"status\":\"completed\"}");
        }

        Script completed() {
            event(
                    "response.completed",
                    response("completed", ",\"usage\":{\"input_tokens\":5,\"output_tokens\":60,\"total_tokens\":65}"));
            return Script.stream().chunk(out.toString()).last();
        }

        Script broken() {
            return Script.stream().chunk(out.toString()).close();
        }
    }

    private static Told whole(String id) {
        return new Told(id).begin().opened().said(0, 60).closed(FaultCase.all());
    }

    private HttpResponse<String> ask(String model, String more) throws Exception {
        return gateway.post(
                "/v1/responses", "{\"model\":\"" + model + "\",\"input\":\"hi\"" + more + ",\"stream\":true}");
    }

    /// The complete response that a stream amounts to, its numbers without a gap.
    private static JsonNode complete(HttpResponse<String> answer) {
        StrictReader reader = StrictReader.of(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(reader.isComplete()).as(answer.body()).isTrue();
        assertThat(numbers(answer.body()))
                .isEqualTo(IntStream.range(0, numbers(answer.body()).size())
                        .boxed()
                        .toList());
        return Objects.requireNonNull(reader.response());
    }

    private static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Objects.requireNonNull(Json.readOrNull(line.substring("data: ".length()))))
                .toList();
    }

    private static List<Integer> numbers(String stream) {
        return events(stream).stream()
                .map(event -> event.path("sequence_number").asInt(-1))
                .toList();
    }

    private static String deltas(String stream) {
        StringBuilder out = new StringBuilder();
        events(stream).stream()
                .filter(event -> event.path("type").asString("").equals("response.output_text.delta"))
                .forEach(event -> out.append(event.path("delta").asString("")));
        return out.toString();
    }

    @Test
    void anotherHostOfTheSameApiGoesOnUnderTheFirstOnesIds() throws Exception {
        one.answer(new Told("one").begin().opened().said(0, 40).broken());
        two.answer(whole("two").completed());
        HttpResponse<String> answer = ask("same-0", "");
        JsonNode response = complete(answer);
        assertThat(answer.body()).doesNotContain("_two");
        assertThat(deltas(answer.body())).isEqualTo(FaultCase.all());
        assertThat(response.path("id").asString("")).isEqualTo("resp_one");
        assertThat(response.path("instructions").asString("")).isEqualTo("be kind");
        assertThat(response.at("/output/0/id").asString("")).isEqualTo("msg_one0");
        assertThat(response.at("/output/0/content/0/text").asString("")).isEqualTo(FaultCase.all());
        assertThat(response.at("/usage/output_tokens").asInt(0)).isEqualTo(60);
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"", "rescue by restart");
    }

    @Test
    void aHostOfAnotherApiGoesOnToo() throws Exception {
        one.answer(new Told("one").begin().opened().said(0, 40).broken());
        two.answer(FaultCase.begun(60).chunk(FaultCase.end()).last());
        HttpResponse<String> answer = ask("cross-1", "");
        assertThat(complete(answer).at("/output/0/content/0/text").asString("")).isEqualTo(FaultCase.all());
        assertThat(deltas(answer.body())).isEqualTo(FaultCase.all());
    }

    @Test
    void reasoningThatIsCompleteStaysAndIsNotSaidTwice() throws Exception {
        one.answer(new Told("one").begin().reasoned().opened().said(0, 40).broken());
        two.answer(new Told("two")
                .begin()
                .reasoned()
                .opened()
                .said(0, 60)
                .closed(FaultCase.all())
                .completed());
        JsonNode response = complete(ask("same-2", ""));
        assertThat(response.path("output")).hasSize(2);
        assertThat(response.at("/output/0/encrypted_content").asString("")).isEqualTo("c2VhbA==");
        assertThat(response.at("/output/1/content/0/text").asString("")).isEqualTo(FaultCase.all());
    }

    @Test
    void beforeAnythingWasSaidTheOtherAnswersAlone() throws Exception {
        one.answer(new Told("one").begin().reasoned().opened().broken());
        two.answer(whole("two").completed());
        JsonNode response = complete(ask("same-3", ""));
        assertThat(response.path("id").asString("")).isEqualTo("resp_two");
    }

    @Test
    void behindThoughtsThatWereShownComesTheAnswerOfTheOther() throws Exception {
        for (Script broken : List.of(
                new Told("one").begin().summarised("so").broken(),
                new Told("one").begin().summarised("so").opened().broken())) {
            one.answer(broken);
            two.answer(new Told("two")
                    .begin()
                    .summarised("well")
                    .opened()
                    .said(0, 60)
                    .closed(FaultCase.all())
                    .completed());
            HttpResponse<String> answer = ask("same-9", "");
            JsonNode response = complete(answer);
            assertThat(response.path("output")).hasSize(2);
            assertThat(response.at("/output/0/summary/0/text").asString("")).isEqualTo("so");
            assertThat(response.at("/output/1/content/0/text").asString("")).isEqualTo(FaultCase.all());
            assertThat(answer.body()).doesNotContain("well");
        }
    }

    @Test
    void aMessageThatWasCompleteIsNotSaidAgain() throws Exception {
        one.answer(whole("one").broken());
        two.answer(whole("two").completed());
        HttpResponse<String> answer = ask("same-4", "");
        JsonNode response = complete(answer);
        assertThat(response.path("output")).hasSize(1);
        assertThat(deltas(answer.body())).isEqualTo(FaultCase.all());
    }

    @Test
    void aCallThatWasNotShownYetComesWhole() throws Exception {
        one.answer(whole("one").broken());
        two.answer(whole("two").called().completed());
        JsonNode response = complete(ask("same-5", ",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]"));
        assertThat(response.at("/output/1/type").asString("")).isEqualTo("function_call");
        assertThat(response.at("/output/1/arguments").asString("")).isEqualTo("{\"a\":1}");
    }

    @Test
    void aCallThatWasShownEndsInAnError() throws Exception {
        one.answer(whole("one").called().broken());
        two.answer(whole("two").called().completed());
        isATypedError(ask("same-6", ""));
    }

    @Test
    void anotherAnswerThanWasBegunEndsInAnError() throws Exception {
        one.answer(new Told("one").begin().opened().said(0, 40).broken());
        two.answer(new Told("two")
                .begin()
                .opened()
                .said(1, 60)
                .closed(FaultCase.some(1, 60))
                .completed());
        HttpResponse<String> answer = ask("same-7", "");
        isATypedError(answer);
        assertThat(deltas(answer.body())).isEqualTo(FaultCase.some(0, 40));
    }

    private static void isATypedError(HttpResponse<String> answer) {
        StrictReader reader = StrictReader.of(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(reader.isComplete()).as(answer.body()).isFalse();
        assertThat(Objects.requireNonNull(reader.response()).path("status").asString(""))
                .isEqualTo("failed");
        List<Integer> numbers = numbers(answer.body());
        assertThat(numbers).isEqualTo(IntStream.range(0, numbers.size()).boxed().toList());
    }

    @Test
    void whatWasPutTogetherIsKeptAndCanBeGoneOnFrom() throws Exception {
        one.answer(new Told("kept").begin().opened().said(0, 40).broken());
        two.answer(whole("two").completed());
        JsonNode told = complete(ask("same-8", ""));
        JsonNode kept = Json.readOrNull(gateway.get("/v1/responses/resp_kept").body());
        assertThat(kept).isEqualTo(told);
        two.answer(FaultCase.whole("more"));
        HttpResponse<String> next = gateway.post(
                "/v1/responses",
                "{\"model\":\"chat/z\",\"previous_response_id\":\"resp_kept\",\"input\":\"and then?\"}");
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(two.last().text()).contains("t0 t1", "t59", "and then?");
    }
}
