package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Json;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// An answer costs what its class of service costs, by the provider's word, through the running gateway: to a client of
/// each dialect, streamed and not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedTierTest {
    private static final String CONFIG = """
            providers:
              openai: { url: "${UP}/v1", key: k }
              google: { url: "${UP}", key: k }
              anthropic: { url: "${UP}", key: k }
            """;

    private static final String TURNS = "'messages':[{'role':'user','content':'hi'}]";

    @TempDir
    private static Path folder;

    private final ScriptedUpstream upstream;
    private TestGateway gateway;

    ServedTierTest() throws Exception {
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

    /// What the prompt says is the class of service: `hi priority`.
    private static Script answer(String path, String body) {
        String tier = body.replaceAll("(?s).*in class (\\S+?)!.*", "$1");
        if (path.contains("generateContent")) {
            return Script.json(200, json(gemini(tier)));
        }
        if (path.contains("streamGenerateContent")) {
            return Script.stream().last("data: " + json(gemini(tier)) + "\n\n");
        }
        boolean stream = body.contains("\"stream\":true");
        if (path.endsWith("/messages")) {
            return stream ? messages(tier) : Script.json(200, json(message(tier)));
        }
        if (path.endsWith("/responses")) {
            return stream
                    ? Script.stream()
                            .last("event: response.completed\ndata: "
                                    + json("{'type':'response.completed','response':" + response(tier) + "}") + "\n\n")
                    : Script.json(200, json(response(tier)));
        }
        return stream ? chunks(tier) : Script.json(200, json(completion(tier)));
    }

    private static String completion(String tier) {
        return "{'id':'c','object':'chat.completion','model':'m','service_tier':'" + tier + "','choices':[{'index':0,"
                + "'message':{'role':'assistant','content':'hi'},'finish_reason':'stop'}],'usage':{'prompt_tokens':2000,"
                + "'completion_tokens':100,'prompt_tokens_details':{'cached_tokens':1000}}}";
    }

    private static Script chunks(String tier) {
        String head = "data: {'id':'c','object':'chat.completion.chunk','model':'m','service_tier':'" + tier + "',";
        return Script.stream()
                .last(json(
                        head + "'choices':[{'index':0,'delta':{'role':'assistant','content':'hi'}}],'usage':null}\n\n"
                                + head + "'choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null}\n\n"
                                + head + "'choices':[],'usage':{'prompt_tokens':2000,'completion_tokens':100,"
                                + "'prompt_tokens_details':{'cached_tokens':1000}}}\n\ndata: [DONE]\n\n"));
    }

    private static String response(String tier) {
        return "{'id':'r','object':'response','model':'m','status':'completed','service_tier':'" + tier + "',"
                + "'output':[{'type':'message','id':'m1','role':'assistant','status':'completed','content':["
                + "{'type':'output_text','text':'hi','annotations':[]}]}],'usage':{'input_tokens':2000,"
                + "'input_tokens_details':{'cached_tokens':1000},'output_tokens':100,'total_tokens':2100}}";
    }

    private static String message(String tier) {
        return "{'id':'m','type':'message','role':'assistant','model':'m','content':[{'type':'text','text':'hi'}],"
                + "'stop_reason':'end_turn','stop_sequence':null,'usage':" + counts(tier) + "}";
    }

    /// Anthropic's faster mode is a speed, and no tier.
    private static String counts(String tier) {
        return "{'input_tokens':1000,'cache_read_input_tokens':1000,'output_tokens':100,"
                + (tier.equals("fast")
                        ? "'service_tier':'standard','speed':'fast'}"
                        : "'service_tier':'" + tier + "','speed':'standard'}");
    }

    private static Script messages(String tier) {
        return Script.stream()
                .last(json("event: message_start\ndata: {'type':'message_start','message':{'id':'m','type':'message',"
                        + "'role':'assistant','model':'m','content':[],'stop_reason':null,'usage':" + counts(tier)
                        + "}}\n\nevent: content_block_start\ndata: {'type':'content_block_start','index':0,"
                        + "'content_block':{'type':'text','text':''}}\n\nevent: content_block_delta\ndata: {'type':"
                        + "'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hi'}}\n\nevent: "
                        + "content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\nevent: message_delta\n"
                        + "data: {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':"
                        + "100}}\n\nevent: message_stop\ndata: {'type':'message_stop'}\n\n"));
    }

    private static String gemini(String tier) {
        return "{'candidates':[{'content':{'role':'model','parts':[{'text':'hi'}]},'finishReason':'STOP','index':0}],"
                + "'usageMetadata':{'promptTokenCount':2000,'cachedContentTokenCount':1000,'candidatesTokenCount':100,"
                + "'totalTokenCount':2100," + (tier.startsWith("ON_") ? "'trafficType'" : "'serviceTier'") + ":'" + tier
                + "'},'modelVersion':'m','responseId':'r'}";
    }

    private HttpResponse<String> ask(String client, String model, String tier, Delivery delivery) throws Exception {
        String words = TURNS.replace("hi", "in class " + tier + "!");
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
                            case "responses" ->
                                "{'model':'" + model + "','input':'in class " + tier + "!'" + stream + "}";
                            default -> "{'contents':[{'role':'user','parts':[{'text':'in class " + tier + "!'}]}]}";
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
                "anthropic/claude-opus-4-8     | standard         |          | 0.008",
                "anthropic/claude-opus-4-8     | fast             | fast     | 0.016",
                "anthropic/claude-opus-4-8     | priority         | priority | no price of anthropic/claude-opus-4-8 is known in the class of service `priority`, in which it was served",
                "google/gemini-3.1-pro-preview | standard         |          | 0.0034",
                "google/gemini-3.1-pro-preview | priority         | priority | 0.00612",
                "google/gemini-3.1-pro-preview | ON_DEMAND        |          | 0.0034",
                "google/gemini-3.1-pro-preview | ON_DEMAND_FLEX   | flex     | no price of google/gemini-3.1-pro-preview is known in the class of service `flex`, in which it was served",
            })
    void isThePriceInEveryClientsAnswer(String model, String said, String tier, String usd) throws Exception {
        for (String client : new String[] {"chat", "messages", "responses", "gemini"}) {
            for (Delivery delivery : new Delivery[] {Delivery.WHOLE, Delivery.STREAM}) {
                HttpResponse<String> answer = ask(client, model, said, delivery);
                JsonNode receipt = Objects.requireNonNull(Json.readOrNull(gateway.receipt(answer)));
                JsonNode cost = receipt.path("cost");
                String known = cost.path("usd").isNull()
                        ? cost.path("why").asString()
                        : cost.path("usd").decimalValue().toPlainString();
                assertThat(known).as(client + " " + delivery).isEqualTo(usd);
                assertThat(receipt.at("/usage/tier").asString(null)).as(client).isEqualTo(tier);
                if (delivery == Delivery.WHOLE) {
                    assertThat(answer.headers().firstValue("x-weir-cost").orElseThrow())
                            .isEqualTo(cost.path("usd").isNull() ? "unknown" : usd);
                }
            }
        }
    }
}
