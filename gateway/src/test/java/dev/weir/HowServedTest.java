package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer costs what its class of service and its searches cost, by the provider's word, through the running
/// gateway: to a client of each dialect, streamed and not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HowServedTest {
    private static final String CONFIG = """
            providers:
              openai: { url: "${UP}/v1", key: k }
              google: { url: "${UP}", key: k }
              only-chat: { like: openai-compatible, url: "${UP}/v1", key: k }
              anthropic: { url: "${UP}", key: k }
            catalog:
              openai/gpt-5.4: { price: { query: 0.01 } }
              only-chat/m: { price: { input: 1, output: 2 } }
              anthropic/claude-opus-4-7:
                price: { query: 0.01, batch: { input: 2.5, output: 12.5, cache-read: 0.25 } }
              google/gemini-2.5-pro: { price: { query: 0.014 } }
            """;

    private static final String TURNS = "'messages':[{'role':'user','content':'hi'}]";

    private static final String CITED =
            "{'type':'url_citation','url_citation':{'url':'u','title':'t','start_index':0,'end_index':1}}";

    @TempDir
    private static Path folder;

    private final ScriptedUpstream upstream;
    private TestGateway gateway;

    HowServedTest() throws Exception {
        upstream = new ScriptedUpstream();
    }

    @BeforeAll
    void start() throws Exception {
        gateway = TestGateway.start(CONFIG, folder, upstream.url());
        upstream.answer(asked -> answer(asked.path(), asked.text()));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /// How the prompt says that it is served: `in class flex, 2 searches!`.
    private record Served(String tier, int searches) {
        static Served by(String body) {
            String words = body.replaceAll("(?s).*in class (\\S+, \\d) searches!.*", "$1");
            int comma = words.indexOf(',');
            return new Served(words.substring(0, comma), Integer.parseInt(words.substring(comma + 2)));
        }

        /// So many of something, parted by commas.
        String each(String thing) {
            return String.join(",", Collections.nCopies(searches, thing));
        }
    }

    private static Script answer(String path, String body) {
        if (path.endsWith("/results")) {
            return Script.stream("application/x-jsonl")
                    .chunk(json(results().substring(0, 99)))
                    .last(json(results().substring(99)));
        }
        if (path.contains("/files/")) {
            return Script.reply(200, "application/octet-stream", new byte[] {'{', '}'});
        }
        if (path.contains("/batches/")) {
            return Script.json(200, json(batch(path.substring(path.lastIndexOf('_') + 1))));
        }
        if (body.contains("break off")) {
            return Script.stream()
                    .chunk(json(
                            "data: {'id':'c','object':'chat.completion.chunk','model':'m','service_tier':'priority',"
                                    + "'choices':[{'index':0,'delta':{'role':'assistant','content':'forty letters are ten tokens, as"
                                    + " all know'}}]}\n\n"))
                    .close();
        }
        Served how = Served.by(body);
        if (path.contains("generateContent")) {
            return Script.json(200, json(gemini(how)));
        }
        if (path.contains("streamGenerateContent")) {
            return Script.stream().last("data: " + json(gemini(how)) + "\n\n");
        }
        boolean stream = body.contains("\"stream\":true");
        String answering = body.contains("my-deployment") ? "'model':'gpt-4.1-2025-04-14'" : "'model':'m'";
        if (path.endsWith("/messages")) {
            return stream ? messages(how) : Script.json(200, json(message(how)));
        }
        if (path.endsWith("/responses")) {
            return stream
                    ? Script.stream()
                            .last("event: response.completed\ndata: "
                                    + json("{'type':'response.completed','response':" + response(how, answering) + "}")
                                    + "\n\n")
                    : Script.json(200, json(response(how, answering)));
        }
        return stream ? chunks(how, answering) : Script.json(200, json(completion(how, answering)));
    }

    private static String batch(String status) {
        return "{'id':'batch_" + status + "','object':'batch','status':'" + status + "','model':'gpt-4.1-2025-04-14',"
                + "'output_file_id':'file_out','usage':{'input_tokens':1000000,'output_tokens':10000,"
                + "'total_tokens':1010000}}";
    }

    /// Two answers and an error, a line each.
    private static String results() {
        String answer = "{'custom_id':'a','result':{'type':'succeeded','message':"
                + message(new Served("batch", 0)).replace("'model':'m'", "'model':'claude-opus-4-7'") + "}}\n";
        return answer + "{'custom_id':'b','result':{'type':'errored','error':{}}}\n" + answer;
    }

    private static String completion(Served how, String answering) {
        return "{'id':'c','object':'chat.completion'," + answering + ",'service_tier':'" + how.tier()
                + "','choices':[{'index':0,"
                + "'message':{'role':'assistant','content':'hi','annotations':[" + how.each(CITED)
                + "]},'finish_reason':'stop'}],'usage':{'prompt_tokens':2000,"
                + "'completion_tokens':100,'prompt_tokens_details':{'cached_tokens':1000}}}";
    }

    private static Script chunks(Served how, String answering) {
        String head = "data: {'id':'c','object':'chat.completion.chunk'," + answering + ",'service_tier':'" + how.tier()
                + "',";
        return Script.stream()
                .last(json(
                        head + "'choices':[{'index':0,'delta':{'role':'assistant','content':'hi'}}],'usage':null}\n\n"
                                + head + "'choices':[{'index':0,'delta':{'annotations':[" + how.each(CITED)
                                + "]},'finish_reason':'stop'}],'usage':null}\n\n"
                                + head + "'choices':[],'usage':{'prompt_tokens':2000,'completion_tokens':100,"
                                + "'prompt_tokens_details':{'cached_tokens':1000}}}\n\ndata: [DONE]\n\n"));
    }

    private static String response(Served how, String answering) {
        return "{'id':'r','object':'response'," + answering + ",'status':'completed','service_tier':'" + how.tier()
                + "',"
                + "'output':["
                + how.each("{'type':'web_search_call','id':'w','status':'completed','action':{'type':'search',"
                        + "'query':'q'}},{'type':'web_search_call','id':'o','status':'completed','action':{'type':"
                        + "'open_page','url':'u'}}")
                + (how.searches() > 0 ? "," : "")
                + "{'type':'message','id':'m1','role':'assistant','status':'completed','content':["
                + "{'type':'output_text','text':'hi','annotations':[]}]}],'usage':{'input_tokens':2000,"
                + "'input_tokens_details':{'cached_tokens':1000},'output_tokens':100,'total_tokens':2100}}";
    }

    private static String message(Served how) {
        return "{'id':'m','type':'message','role':'assistant','model':'m','content':[{'type':'text','text':'hi'}],"
                + "'stop_reason':'end_turn','stop_sequence':null,'usage':" + counts(how) + "}";
    }

    /// Anthropic's faster mode is a speed, and its inference in one country a place, and neither a tier.
    private static String counts(Served how) {
        return "{'input_tokens':1000,'cache_read_input_tokens':1000,'output_tokens':100,"
                + (how.searches() > 0
                        ? "'server_tool_use':{'web_search_requests':" + how.searches() + ",'web_fetch_requests':9},"
                        : "")
                + switch (how.tier()) {
                    case "fast" -> "'service_tier':'standard','speed':'fast','inference_geo':'global'}";
                    case "geo-us" -> "'service_tier':'standard','inference_geo':'us'}";
                    default -> "'service_tier':'" + how.tier() + "','speed':'standard'}";
                };
    }

    private static Script messages(Served how) {
        return Script.stream()
                .last(json("event: message_start\ndata: {'type':'message_start','message':{'id':'m','type':'message',"
                        + "'role':'assistant','model':'m','content':[],'stop_reason':null,'usage':" + counts(how)
                        + "}}\n\nevent: content_block_start\ndata: {'type':'content_block_start','index':0,"
                        + "'content_block':{'type':'text','text':''}}\n\nevent: content_block_delta\ndata: {'type':"
                        + "'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hi'}}\n\nevent: "
                        + "content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\nevent: message_delta\n"
                        + "data: {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':"
                        + "100}}\n\nevent: message_stop\ndata: {'type':'message_stop'}\n\n"));
    }

    private static String gemini(Served how) {
        return "{'candidates':[{'content':{'role':'model','parts':[{'text':'hi'}]},'finishReason':'STOP','index':0,"
                + "'groundingMetadata':{'webSearchQueries':[''" + (how.searches() > 0 ? "," : "") + how.each("'q'")
                + "]}}],"
                + "'usageMetadata':{'promptTokenCount':2000,'cachedContentTokenCount':1000,'candidatesTokenCount':100,"
                + "'totalTokenCount':2100," + (how.tier().startsWith("ON_") ? "'trafficType'" : "'serviceTier'") + ":'"
                + how.tier()
                + "'},'modelVersion':'m','responseId':'r'}";
    }

    private HttpResponse<String> ask(String client, String model, String served, Delivery delivery) throws Exception {
        String words = TURNS.replace("hi", served);
        boolean streamed = delivery == Delivery.STREAM;
        String stream = streamed ? ",'stream':true" : "";
        HttpResponse<String> answer = gateway.post(
                switch (client) {
                    case "chat" -> "/v1/chat/completions";
                    case "messages" -> "/v1/messages";
                    case "responses" -> "/v1/responses";
                    default -> "/v1beta/models/" + model + (streamed ? ":streamGenerateContent" : ":generateContent");
                },
                json(
                        switch (client) {
                            case "chat" -> "{'model':'" + model + "'," + words + stream + "}";
                            case "messages" -> "{'model':'" + model + "','max_tokens':9," + words + stream + "}";
                            case "responses" -> "{'model':'" + model + "','input':'" + served + "'" + stream + "}";
                            default -> "{'contents':[{'role':'user','parts':[{'text':'" + served + "'}]}]}";
                        }));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 1000 fresh, 1000 cached, 100 written
                "openai/gpt-5.4                | default          |          | 0.00425",
                "openai/gpt-5.4                | flex             | flex     | 0.00213",
                "openai/gpt-5.4                | priority         | priority | 0.0085",
                "openai/gpt-5.4                | fast             | priority | 0.0085",
                "openai/gpt-5.4                | scale            | scale    | no price of openai/gpt-5.4 is known in the class of service `scale`, in which it was served",
                // what has no price itself, at that of the model that answered: 2 and 0.5 and 8
                "openai/my-deployment          | default          |          | 0.0033",
                "anthropic/claude-opus-4-8     | standard         |          | 0.008",
                "anthropic/claude-opus-4-8     | fast             | fast     | 0.016",
                "anthropic/claude-opus-4-8     | geo-us           | geo-us   | no price of anthropic/claude-opus-4-8 is known in the class of service `geo-us`, in which it was served",
                "anthropic/claude-opus-4-8     | priority         | priority | no price of anthropic/claude-opus-4-8 is known in the class of service `priority`, in which it was served",
                "google/gemini-3.1-pro-preview | standard         |          | 0.0034",
                "google/gemini-3.1-pro-preview | priority         | priority | 0.00612",
                "google/gemini-3.1-pro-preview | ON_DEMAND        |          | 0.0034",
                "google/gemini-3.1-pro-preview | ON_DEMAND_FLEX   | flex     | no price of google/gemini-3.1-pro-preview is known in the class of service `flex`, in which it was served",
            })
    void aClassOfServiceIsBilledToEveryClient(String model, String said, String tier, String usd) throws Exception {
        JsonNode usage = billed(model, "in class " + said + ", 0 searches!", usd);
        assertThat(usage.path("tier").asString(null)).isEqualTo(tier);
        assertThat(usage.has("searches")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a host of Chat Completions shows that it searched, and not how often
                "openai/gpt-5.4            | 1 | 0.01425",
                "openai/gpt-4o             | 1 | openai/gpt-4o has no known price for searches of the web by its own tools",
                "anthropic/claude-opus-4-7 | 3 | 0.038",
                "anthropic/claude-opus-4-8 | 2 | anthropic/claude-opus-4-8 has no known price for searches of the web by its own tools",
                "google/gemini-2.5-pro     | 2 | 0.030375",
                "google/gemini-2.5-flash   | 1 | google/gemini-2.5-flash has no known price for searches of the web by its own tools",
            })
    void searchesAreBilledToEveryClient(String model, int searches, String usd) throws Exception {
        JsonNode usage = billed(model, "in class default, " + searches + " searches!", usd);
        assertThat(usage.path("searches").asInt(0)).isEqualTo(searches);
    }

    /// Checks the bill of each client, and returns the usage that they all see.
    private JsonNode billed(String model, String served, String usd) throws Exception {
        JsonNode usage = null;
        for (String client : new String[] {"chat", "messages", "responses", "gemini"}) {
            for (Delivery delivery : new Delivery[] {Delivery.WHOLE, Delivery.STREAM}) {
                HttpResponse<String> answer = ask(client, model, served, delivery);
                JsonNode receipt = Objects.requireNonNull(Json.readOrNull(gateway.receipt(answer)));
                JsonNode cost = receipt.path("cost");
                String known = cost.path("usd").isNull()
                        ? cost.path("why").asString()
                        : cost.path("usd").decimalValue().toPlainString();
                assertThat(known).as(client + " " + delivery).isEqualTo(usd);
                ObjectNode counts = ((ObjectNode) receipt.path("usage")).without("raw");
                assertThat(counts).as(client).isEqualTo(usage == null ? counts : usage);
                usage = counts;
                if (delivery == Delivery.WHOLE) {
                    assertThat(answer.headers().firstValue("x-weir-cost").orElseThrow())
                            .isEqualTo(cost.path("usd").isNull() ? "unknown" : usd);
                }
            }
        }
        return Objects.requireNonNull(usage);
    }

    @Test
    void aBatchCostsOnceWhatItsModelCostsInBatches() throws Exception {
        String once = "what a batch used is billed once, with the first look at it after its end or with its results,"
                + " where they say it";
        assertThat(receipt("/v1/batches/batch_running?provider=openai")
                        .at("/cost/why")
                        .asString(""))
                .isEqualTo(once);
        JsonNode ended = receipt("/v1/batches/batch_completed?provider=openai");
        // a million at 1, ten thousand at 4: half of what a chat costs
        assertThat(ended.at("/cost/usd").decimalValue()).isEqualByComparingTo("1.04");
        assertThat(ended.at("/usage/tier").asString("")).isEqualTo("batch");
        assertThat(receipt("/v1/batches/batch_completed?provider=openai")
                        .at("/cost/why")
                        .asString(""))
                .isEqualTo(once);
        assertThat(receipt("/v1/files/file_out/content?provider=openai")
                        .at("/cost/why")
                        .asString(""))
                .contains("billed with the first look at the batch after its end");
    }

    @Test
    void aBatchOfAnthropicsCostsOnceWhatItsResultsTell() throws Exception {
        JsonNode first = receipt("/v1/messages/batches/msgbatch_1/results");
        assertThat(first.at("/usage/input/cache_read").asInt(0)).isEqualTo(2000);
        assertThat(first.at("/usage/tier").asString("")).isEqualTo("batch");
        // twice 1000 fresh at 2.5, 1000 cached at 0.25 and 100 written at 12.5
        assertThat(first.at("/cost/usd").decimalValue()).isEqualByComparingTo("0.008");
        JsonNode second = receipt("/v1/messages/batches/msgbatch_1/results");
        assertThat(second.path("usage").isNull()).isTrue();
        assertThat(second.at("/cost/why").asString("")).startsWith("what a batch used is billed once");
    }

    /// Whatever the client speaks; what was not said to the end is a guess, at the price of its class.
    @Test
    void anAnswerThatBreaksOffIsPricedInItsClassToo() throws Exception {
        for (String path : new String[] {"/v1/chat/completions", "/v1/messages"}) {
            HttpResponse<String> answer = gateway.post(
                    path,
                    json("{'model':'only-chat/m','max_tokens':9,'stream':true,'messages':[{'role':'user',"
                            + "'content':'break off'}]}"));
            JsonNode receipt = Objects.requireNonNull(Json.readOrNull(gateway.receipt(answer)));
            assertThat(receipt.at("/usage/source").asString("")).as(path).isEqualTo("estimated");
            assertThat(receipt.at("/usage/tier").asString("")).as(path).isEqualTo("priority");
            assertThat(receipt.at("/cost/why").asString(""))
                    .as(path)
                    .isEqualTo(
                            "no price of only-chat/m is known in the class of service `priority`, in which it was served");
        }
    }

    @Test
    void pricesOfClassesAndSearchesAreShown() throws Exception {
        JsonNode prices = Objects.requireNonNull(
                        Json.readOrNull(gateway.get("/v1/models/anthropic/claude-opus-4-7?extended=true")
                                .body()))
                .path("prices");
        assertThat(prices.at("/each/query").asString("")).as(prices.toString()).isEqualTo("0.01");
        assertThat(prices.at("/batch/per_million_tokens/cache_read").asString(""))
                .isEqualTo("0.25");
        assertThat(prices.at("/fast/per_million_tokens/output").asString("")).isEqualTo("150");
    }

    private JsonNode receipt(String path) throws Exception {
        HttpResponse<String> answer = gateway.client()
                .send(
                        gateway.request(path)
                                .header(path.contains("messages") ? "anthropic-version" : "x-any", "2023-06-01")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Objects.requireNonNull(Json.readOrNull(gateway.receipt(answer)));
    }
}
