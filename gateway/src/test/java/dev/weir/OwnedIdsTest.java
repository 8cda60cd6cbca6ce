package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Outbound;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.ClientKey;
import dev.weir.ledger.KeyHash;
import dev.weir.ledger.Keyring;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.route.Target;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Ids that live at one account, as clients of every dialect name them: another key's is not there, one's own pins.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnedIdsTest {
    private static final String CHAT = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
    private static final String CLAUDE =
            "{\"id\":\"msg_t1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"},{\"type\":\"bash_code_execution_tool_result\","
                    + "\"tool_use_id\":\"srvtoolu_1\",\"content\":{\"type\":\"bash_code_execution_result\",\"content\":["
                    + "{\"type\":\"bash_code_execution_output\",\"file_id\":\"file_out\"}]}}],"
                    + "\"container\":{\"id\":\"container_1\",\"expires_at\":\"2030-01-01T00:00:00Z\"},"
                    + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    private static final String GEMINI = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
            + "{\"text\":\"hi\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":1,"
            + "\"candidatesTokenCount\":1,\"totalTokenCount\":2}}";
    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":5,\"model\":\"g\","
                    + "\"status\":\"completed\",\"output\":[{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                    + "\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":8,\"output_tokens\":2,\"total_tokens\":10}}";
    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_s","type":"message","role":"assistant","model":"m","content":[],"container":null,"usage":{"input_tokens":5,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"code_execution_tool_result","tool_use_id":"s","content":{"type":"code_execution_result","content":[{"type":"code_execution_output","file_id":"file_s"}]}}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","container":{"id":"container_s","expires_at":"x"}},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String[] CLAUDES = {"anthropic-version", "2023-06-01"};

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        upstream = new ScriptedUpstream();
        var openai = TestGateway.endpoint("openai", "openai", upstream.url());
        var mistral = TestGateway.endpoint("mistral", "mistral", upstream.url());
        var anthropic = TestGateway.endpoint("anthropic", "anthropic", upstream.url());
        var google = TestGateway.endpoint("google", "google", upstream.url());
        gateway = TestGateway.start(TestGateway.config(
                List.of(openai, mistral, anthropic, google),
                List.of(TestGateway.virtual(
                        "smart",
                        Deadlines.NONE,
                        new Target(mistral, "m"),
                        new Target(google, "m"),
                        new Target(anthropic, "m"),
                        new Target(openai, "m"))),
                new Keyring(List.of(
                        new ClientKey("one", KeyHash.of("k-one"), List.of()),
                        new ClientKey("two", KeyHash.of("k-two"), List.of()))),
                Outbound.DIRECT));
        made("/v1/files?provider=openai", "{\"id\":\"file-1\",\"object\":\"file\"}");
        made("/v1/files?provider=mistral", "{\"id\":\"0a-1f\",\"object\":\"file\"}");
        made("/v1/files", "{\"id\":\"file_c1\",\"type\":\"file\"}", CLAUDES);
        made("/v1/vector_stores", "{\"id\":\"vs_1\"}");
        made("/v1beta/cachedContents", "{\"name\":\"cachedContents/c1\"}");
        upstream.answer(OwnedIdsTest::answer);
        post("/v1/responses", "k-one", "{\"model\":\"openai/g\",\"input\":\"hi\"}");
        post("/v1/messages", "k-one", messages(",\"thread\":{\"type\":\"create\"}"));
    }

    private void made(String path, String answer, String... headers) throws Exception {
        upstream.answer(Script.json(200, answer));
        assertThat(post(path, "k-one", "{\"x\":1}", headers).statusCode()).isEqualTo(200);
    }

    private static Script answer(ScriptedUpstream.Received received) {
        String path = received.path();
        return Script.json(
                200,
                path.contains("/messages")
                        ? CLAUDE
                        : path.contains("/responses") ? RESPONSE : path.contains("/models/") ? GEMINI : CHAT);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void usual() {
        upstream.answer(OwnedIdsTest::answer);
        upstream.forget();
    }

    private HttpResponse<String> post(String path, String key, String body, String... headers) throws Exception {
        HttpRequest.Builder request = gateway.request(path)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.client().send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static String messages(String more) {
        return "{\"model\":\"anthropic/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more + "}";
    }

    private static JsonNode error(HttpResponse<String> answer) {
        return Objects.requireNonNull(Json.readOrNull(answer.body()), answer.body())
                .path("error");
    }

    /// Asks the same of a model of its place, once for each key; then of the virtual model, whose first target is
    /// another one.
    private void ownedAt(String place, String path, String body, String pointer) throws Exception {
        String there = body.replace("MODEL", place + "/m");
        HttpResponse<String> foreign = post(path.replace("MODEL", place + "/m"), "k-two", there);
        assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(404);
        assertThat(foreign.body()).contains("not found", pointer);
        assertThat(upstream.received()).isEmpty();
        HttpResponse<String> own = post(path.replace("MODEL", "smart"), "k-one", body.replace("MODEL", "smart"));
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        assertThat(own.headers().firstValue("x-weir-target")).hasValue(place + "/m");
        String other = place.equals("openai") ? "anthropic" : "openai";
        HttpResponse<String> elsewhere =
                post(path.replace("MODEL", other + "/m"), "k-one", body.replace("MODEL", other + "/m"));
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("lives at `" + place + "`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "openai | {'type':'file','file':{'file_id':'file-1'}} | /messages/1/content/1/file/file_id",
                "openai | {'type':'file','file':{'file_\\u0069d':'file-1'}} | /messages/1/content/1/file/file_id",
                "openai | {'type':'file','file':{'file_id':'file-1','file_id':'file-1'}} | /file_id",
                "mistral | {'type':'file','file_id':'0a-1f'} | /messages/1/content/1/file_id",
                "anthropic | {'type':'file','file':{'file_id':'file_c1'}} | /messages/1/content/1/file/file_id",
            })
    void filesInChats(String place, String part, String pointer) throws Exception {
        ownedAt(
                place,
                "/v1/chat/completions",
                ("{\"model\":\"MODEL\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"file_id\"}," + part.replace('\'', '"') + "]}]}"),
                pointer);
    }

    @Test
    void aFileOfAnthropicsCrossesFromChatAsItsId() throws Exception {
        post(
                "/v1/chat/completions",
                "k-one",
                "{\"model\":\"smart\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":"
                        + "{\"file_id\":\"file_c1\"}}]}]}");
        assertThat(upstream.last().path()).isEqualTo("/v1/messages");
        assertThat(upstream.last().text()).contains("\"source\":{\"type\":\"file\",\"file_id\":\"file_c1\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'document','source':{'type':'file','file_id':'file_c1'}} | /messages/0/content/0/source/file_id",
                "{'type':'container_upload','file_id':'file_c1'} | /messages/0/content/0/file_id",
                "{'type':'tool_result','tool_use_id':'t','content':[{'type':'image','source':{'type':'file',"
                        + "'file_id':'file_c1'}}]} | /messages/0/content/0/content/0/source/file_id",
            })
    void filesInMessages(String block, String pointer) throws Exception {
        ownedAt(
                "anthropic",
                "/v1/messages",
                "{\"model\":\"MODEL\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
                        + block.replace('\'', '"') + "]}]}",
                pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'container':'container_1' | /container",
                "'container':{'id':'container_1','skills':[]} | /container/id",
                "'thread':{'type':'continue','previous_message_id':'msg_t1'} | /thread/previous_message_id",
            })
    void whatAnAnswerLeftAtAnthropic(String member, String pointer) throws Exception {
        ownedAt(
                "anthropic",
                "/v1/messages",
                "{\"model\":\"MODEL\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + member.replace('\'', '"') + "}",
                pointer);
    }

    @Test
    void filesThatCodeWroteAndItsContainerAreTheCallersAlsoFromAStream() throws Exception {
        upstream.answer(Script.stream().last(STREAM));
        assertThat(post("/v1/messages", "k-one", messages(",\"stream\":true")).body())
                .isEqualTo(STREAM);
        upstream.answer(OwnedIdsTest::answer);
        for (String file : List.of("file_out", "file_s")) {
            String body = "{\"model\":\"anthropic/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{"
                    + "\"type\":\"container_upload\",\"file_id\":\"" + file + "\"}]}],\"container\":\"container_s\"}";
            assertThat(post("/v1/messages", "k-one", body).statusCode()).isEqualTo(200);
            assertThat(post("/v1/messages", "k-two", body).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void argumentsAndWordsAreNoIds() throws Exception {
        String input = "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
                + "\"input\":{\"file_id\":\"x\",\"source\":{\"file_id\":\"y\"}}}]},{\"role\":\"user\",\"content\":[{"
                + "\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"{\\\"file_id\\\":\\\"z\\\"}\"}]}";
        assertThat(post(
                                "/v1/messages",
                                "k-one",
                                "{\"model\":\"anthropic/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                                        + "\"content\":\"https://generativelanguage.googleapis.com/v1beta/files/x\"},"
                                        + input + "]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'cachedContent':'cachedContents/c1' | /cachedContent",
                "'cached_content':'cachedContents/c1' | /cached_content"
            })
    void cachesInGeminis(String member, String pointer) throws Exception {
        ownedAt(
                "google",
                "/v1beta/models/MODEL:generateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]," + member.replace('\'', '"') + "}",
                pointer);
        HttpResponse<String> counted = post(
                "/v1beta/models/google/m:countTokens",
                "k-two",
                "{\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],"
                        + member.replace('\'', '"') + "}}");
        assertThat(counted.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'contents':[{'parts':[{'fileData':{'fileUri':'files/f1'}}]}]}",
                "{'contents':[{'parts':[{'file_data':{'file_uri':"
                        + "'https://generativelanguage.googleapis.com/v1beta/files/f1'}}]}]}",
                "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':{},'parts':[{'fileData':{'fileUri':"
                        + "'https://Generativelanguage.googleapis.com/v1/files/f1?x'}}]}}]}]}",
                "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'fileSearch':{'fileSearchStoreNames':"
                        + "['fileSearchStores/s1']}}]}",
                "{'contents':[{'parts':[{'text':'hi'}]}],'tools':[{'file_search':{'file_search_store_names':"
                        + "'fileSearchStores/s1'}}]}"
            })
    void whatIsNobodysIsNotThereForGemini(String body) throws Exception {
        HttpResponse<String> refused =
                post("/v1beta/models/google/m:generateContent", "k-one", body.replace('\'', '"'));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
        assertThat(error(refused).path("status").asString()).isEqualTo("NOT_FOUND");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void addressesOfOthersPass() throws Exception {
        assertThat(post(
                                "/v1beta/models/google/m:generateContent",
                                "k-one",
                                "{\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"https://youtu.be/x\"}},"
                                        + "{\"fileData\":{\"fileUri\":\"gs://b/files/x\"}}]}]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/chat/completions | {'model':'google/m','messages':[{'role':'user','content':[{'type':'image_url',"
                        + "'image_url':{'url':'https://generativelanguage.googleapis.com/v1beta/files/f1'}}]}]}",
                "/v1/chat/completions | {'model':'google/m','messages':[{'role':'user','content':[{'type':'image_url',"
                        + "'image_url':{'url':'https://\\u0067enerativelanguage.googleapis.com/v1beta/files/f1'}}]}]}",
                "/v1/chat/completions | {'model':'google/m','messages':[{'role':'user','content':'hi'}],"
                        + "'extra_body':{'google':{'cached_content':'cachedContents/other'}}}",
                "/v1/responses | {'model':'google/m','input':[{'role':'user','content':[{'type':'input_image',"
                        + "'image_url':'https://generativelanguage.googleapis.com/v1beta/files/f1'}]}]}",
                "/v1/responses | {'model':'google/m','input':'hi','cachedContent':'cachedContents/other'}",
                "/v1/messages | {'model':'google/m','max_tokens':9,'messages':[{'role':'user','content':[{'type':'image',"
                        + "'source':{'type':'url','url':'https://generativelanguage.googleapis.com/v1beta/files/f1'}}]}]}",
                "/v2/chat | {'model':'google/m','messages':[{'role':'user','content':'hi'}],"
                        + "'cachedContent':'cachedContents/other'}",
                "/model/google%2Fm/converse | {'messages':[{'role':'user','content':[{'text':'hi'}]}],"
                        + "'additionalModelRequestFields':{'cachedContent':'cachedContents/other'}}",
                "/v1/chat/completions | {'model':'openai/m','messages':[{'role':'user','content':'hi'}],"
                        + "'tools':[{'type':'file_search','vector_store_ids':['vs_other']}]}",
                "/v1/messages | {'model':'openai/m','max_tokens':9,'messages':[{'role':'user','content':'hi'}],"
                        + "'tools':[{'type':'code_interpreter','container':{'type':'auto','file_ids':['file-x']}}]}",
                "/v1beta/models/openai%2Fm:generateContent | {'contents':[{'parts':[{'text':'hi'}]}],"
                        + "'tools':[{'type':'code_interpreter','container':'cntr_x'}]}",
                "/v1/responses | {'model':'google/m','input':'hi','tools':[{'file_search':{'file_search_store_names':"
                        + "['fileSearchStores/s']}}]}",
                "/v1/responses | {'model':'openai/m','input':[{'type':'additional_tools','role':'developer','tools':"
                        + "[{'type':'namespace','tools':[{'type':'file_search','vector_store_ids':['vs_other']}]}]}]}",
                "/v1/responses | {'model':'openai/m','prompt':{'id':'pmpt_1','variables':{'a':{'type':'input_file',"
                        + "'file_id':'file-x'}}}}",
                "/v1/responses | {'model':'openai/m','input':[{'type':'image_generation_call','id':'ig_other'}]}",
                "/v1/images/edits | {'model':'openai/i','prompt':'hi','images':[{'file_id':'file-x'}]}"
            })
    void noDialectReachesAnothersThings(String path, String body) throws Exception {
        HttpResponse<String> refused = post(path, "k-one", body.replace('\'', '"'));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
        assertThat(refused.body()).contains("not found");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'tools':[{'type':'file_search','vector_store_ids':['vs_1']}] | /tools/0/vector_store_ids/0",
                "'prompt_cache_options':{'comparison_response_id':'resp_1'} | /comparison_response_id"
            })
    void storesAndComparisonsInResponses(String member, String pointer) throws Exception {
        ownedAt(
                "openai",
                "/v1/responses",
                "{\"model\":\"MODEL\",\"store\":false,\"input\":\"hi\"," + member.replace('\'', '"') + "}",
                pointer);
    }

    @Test
    void whatIsCachedIsMadeFromOnesOwnFiles() throws Exception {
        String body = "{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"files/f1\"}}]}]}";
        HttpResponse<String> refused = post("/v1beta/cachedContents", "k-one", body);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void inClaudesWordsTheErrorIsClaudes() throws Exception {
        HttpResponse<String> refused = post("/v1/messages", "k-two", messages(",\"container\":\"container_1\""));
        assertThat(error(refused).path("type").asString()).isEqualTo("not_found_error");
        assertThat(error(refused).path("message").asString())
                .isEqualTo("Container with id 'container_1' (/container) not found. This key had none of that id made"
                        + " through this gateway.");
    }
}
