package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the services have beside conversations, as plain HTTP sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnexTest {
    private static final String FORM = "multipart/form-data; boundary=b0";

    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator =
            Simulator.start(vertx, SimOptions.defaults()).await();
    private final Caller caller = Caller.of(simulator);

    @AfterAll
    void stop() {
        caller.close();
        vertx.close().await();
    }

    private JsonNode good(String path, String request) throws Exception {
        HttpResponse<String> answer = caller.post(path, body(request));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    /// A form of texts, `name=value`, and of a file where the value begins with `@`.
    private HttpResponse<String> form(String path, String... fields) throws Exception {
        StringBuilder form = new StringBuilder();
        for (String field : fields) {
            int equals = field.indexOf('=');
            String value = field.substring(equals + 1);
            form.append("--b0\r\nContent-Disposition: form-data; name=\"")
                    .append(field, 0, equals)
                    .append('"');
            form.append(value.startsWith("@") ? "; filename=\"f.jsonl\"" : "").append("\r\n\r\n");
            form.append(value.startsWith("@") ? value.substring(1) : value).append("\r\n");
        }
        return caller.send(caller.request(path)
                .setHeader("content-type", FORM)
                .POST(HttpRequest.BodyPublishers.ofString(form + "--b0--\r\n"))
                .build());
    }

    @Test
    void aTextHasTheSameVectorFromEveryService() throws Exception {
        JsonNode floats = good("/v1/embeddings", "{'model':'embedding-sim','input':['one','two'],'dimensions':4}");
        String packed = good(
                        "/v1/embeddings",
                        "{'model':'embedding-sim','input':'one','dimensions':4,'encoding_format':'base64'}")
                .at("/data/0/embedding")
                .stringValue();
        JsonNode cohere = good(
                "/v2/embed",
                "{'model':'embed-sim','texts':['one'],'input_type':'search_query','output_dimension':4,"
                        + "'embedding_types':['float','int8']}");
        JsonNode gemini = good(
                "/v1beta/models/gemini-embedding-sim:batchEmbedContents",
                "{'requests':[{'model':'models/gemini-embedding-sim','content':{'parts':[{'text':'one'}]},"
                        + "'outputDimensionality':4}]}");

        JsonNode vector = floats.at("/data/0/embedding");
        assertThat(vector.size()).isEqualTo(4);
        assertThat(floats.at("/data/1/embedding")).isNotEqualTo(vector);
        assertThat(floats.at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        assertThat(ByteBuffer.wrap(Base64.getDecoder().decode(packed))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(vector.get(0).floatValue());
        assertThat(cohere.at("/embeddings/float/0")).isEqualTo(vector);
        assertThat(cohere.at("/embeddings/int8/0").size()).isEqualTo(4);
        assertThat(cohere.at("/meta/billed_units/input_tokens").intValue()).isEqualTo(1);
        assertThat(gemini.at("/embeddings/0/values")).isEqualTo(vector);
    }

    @Test
    void theBestDocumentComesFirst() throws Exception {
        String ask = "{'model':'MODEL','query':'red fox','documents':['a cat','the red fox','a fox'],'TOP':2}";
        JsonNode jina = good("/v1/rerank", ask.replace("MODEL", "rerank-sim").replace("TOP", "top_n"));
        JsonNode voyage =
                good("/v1/rerank", ask.replace("MODEL", "voyage-rerank-sim").replace("TOP", "top_k"));
        JsonNode cohere = good("/v2/rerank", ask.replace("MODEL", "rerank-sim").replace("TOP", "top_n"));

        for (JsonNode results : List.of(jina.path("results"), voyage.path("data"), cohere.path("results"))) {
            assertThat(results.size()).isEqualTo(2);
            assertThat(results.at("/0/index").intValue()).isEqualTo(1);
            assertThat(results.at("/0/relevance_score").doubleValue()).isEqualTo(1);
            assertThat(results.at("/1/index").intValue()).isEqualTo(2);
        }
        assertThat(jina.at("/results/0/document/text").stringValue()).isEqualTo("the red fox");
        assertThat(jina.at("/usage/total_tokens").intValue()).isPositive();
        assertThat(cohere.at("/meta/billed_units/search_units").intValue()).isEqualTo(1);
    }

    @Test
    void moderationsFlagWhatNamesAHarm() throws Exception {
        JsonNode results = good("/v1/moderations", "{'input':['a walk','graphic violence']}")
                .path("results");
        assertThat(results.at("/0/flagged").booleanValue()).isFalse();
        assertThat(results.at("/1/flagged").booleanValue()).isTrue();
        assertThat(results.at("/1/categories/violence").booleanValue()).isTrue();
    }

    @Test
    void picturesAreMadeWholeAndAsAStream() throws Exception {
        JsonNode whole = good("/v1/images/generations", "{'model':'image-sim','prompt':'a weir','n':2}");
        assertThat(whole.path("data").size()).isEqualTo(2);
        assertThat(whole.at("/usage/output_tokens").intValue()).isEqualTo(544);
        HttpResponse<String> streamed = caller.post(
                "/v1/images/generations",
                body("{'model':'image-sim','prompt':'a weir','stream':true,'partial_images':1}"));
        assertThat(Caller.events(streamed.body()))
                .extracting(event -> event.path("type").stringValue())
                .containsExactly("image_generation.partial_image", "image_generation.completed");
        HttpResponse<String> edited =
                form("/v1/images/edits", "model=image-sim", "prompt=more water", "image[]=@one", "image[]=@two");
        assertThat(Json.read(edited.body())
                        .at("/usage/input_tokens_details/image_tokens")
                        .intValue())
                .isEqualTo(544);
    }

    @Test
    void speechIsSoundAndIsHeardAgain() throws Exception {
        String ask = "{'model':'speech-sim','input':'one two three','voice':'alloy','response_format':'wav'}";
        HttpResponse<byte[]> sound = caller.http()
                .send(
                        caller.request("/v1/audio/speech")
                                .POST(HttpRequest.BodyPublishers.ofString(body(ask)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(sound.headers().firstValue("content-type")).hasValue("audio/wav");
        assertThat(sound.body()).startsWith('R', 'I', 'F', 'F').hasSize(8_044);
        HttpResponse<String> events =
                caller.post("/v1/audio/speech", body(ask.replace("}", ",'stream_format':'sse'}")));
        assertThat(Caller.events(events.body())
                        .getLast()
                        .at("/usage/total_tokens")
                        .intValue())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "transcribe-sim, json, '\"audio_tokens\":10'",
        "whisper-sim, json, '{\"type\":\"duration\",\"seconds\":1}'",
        "transcribe-sim, verbose_json, '\"duration\":1'",
        "transcribe-sim, text, A recording of 1 seconds in f.jsonl."
    })
    void transcriptsComeInTheFormAskedFor(String model, String format, String holds) throws Exception {
        HttpResponse<String> answer =
                form("/v1/audio/transcriptions", "model=" + model, "file=@sound", "response_format=" + format);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(holds);
    }

    @Test
    void transcriptsAreStreamed() throws Exception {
        HttpResponse<String> answer =
                form("/v1/audio/transcriptions", "model=transcribe-sim", "file=@sound", "stream=true");
        List<JsonNode> events = Caller.events(answer.body());
        assertThat(events.getFirst().path("type").stringValue()).isEqualTo("transcript.text.delta");
        assertThat(events.getLast().at("/usage/input_tokens").intValue()).isEqualTo(10);
    }

    @Test
    void filesAreKeptAndListedAndDeleted() throws Exception {
        String first = Json.read(
                        form("/v1/files", "purpose=user_data", "file=@one").body())
                .path("id")
                .stringValue();
        String second = Json.read(
                        form("/v1/files", "purpose=user_data", "file=@two").body())
                .path("id")
                .stringValue();
        JsonNode page = Json.read(caller.get("/v1/files?limit=1").body());
        assertThat(page.at("/data/0/id").stringValue()).isEqualTo(second);
        assertThat(page.path("has_more").booleanValue()).isTrue();
        assertThat(Json.read(caller.get("/v1/files?after=" + second).body())
                        .at("/data/0/filename")
                        .stringValue())
                .isEqualTo("f.jsonl");
        assertThat(caller.get("/v1/files/" + first + "/content").body()).isEqualTo("one");
        assertThat(caller.send(caller.request("/v1/files/" + first).DELETE().build())
                        .body())
                .contains("\"deleted\":true");
        assertThat(caller.get("/v1/files/" + first).statusCode()).isEqualTo(404);
    }

    @Test
    void aBatchIsAStepFurtherEachTimeAndAnswersItsLines() throws Exception {
        String lines = body("{'custom_id':'a','method':'POST','url':'/v1/chat/completions','body':{'model':'gpt-sim',"
                + "'messages':[{'role':'user','content':'[[say: hello]]'}]}}\n"
                + "{'custom_id':'b','method':'POST','url':'/v1/chat/completions','body':{'model':'nobody'}}");
        String input = Json.read(
                        form("/v1/files", "purpose=batch", "file=@" + lines).body())
                .path("id")
                .stringValue();
        String id = good(
                        "/v1/batches",
                        "{'input_file_id':'" + input + "','endpoint':'/v1/chat/completions','completion_window':'24h'}")
                .path("id")
                .stringValue();
        assertThat(caller.get("/v1/batches/" + id).body()).contains("\"status\":\"in_progress\"");
        JsonNode done = Json.read(caller.get("/v1/batches/" + id).body());
        assertThat(done.path("status").stringValue()).isEqualTo("completed");
        assertThat(done.at("/request_counts/failed").intValue()).isEqualTo(1);
        assertThat(done.at("/usage/total_tokens").intValue()).isPositive();
        assertThat(caller.get("/v1/files/" + done.path("output_file_id").stringValue() + "/content")
                        .body())
                .contains("\"custom_id\":\"a\"", "hello");
        assertThat(caller.get("/v1/files/" + done.path("error_file_id").stringValue() + "/content")
                        .body())
                .contains("\"custom_id\":\"b\"", "404");
        assertThat(caller.post("/v1/batches/" + id + "/cancel", "").statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings|{'model':'nobody','input':'a'}|404|model_not_found",
                "/v1/embeddings|{'input':'a'}|400|missing_required_parameter",
                "/v1/embeddings|{'model':'embedding-sim'}|400|input",
                "/v1/embeddings|{'model':'embedding-sim','input':''}|400|input",
                "/v1/embeddings|{'model':'embedding-sim','input':[]}|400|input",
                "/v1/embeddings|{'model':'embedding-sim','input':'a','dimensions':0}|400|dimensions",
                "/v1/embeddings|{'model':'embedding-sim','input':'a','encoding_format':'hex'}|400|encoding_format",
                "/v1/embeddings|{'model':'embedding-sim','input':'a','shoes':1}|400|shoes",
                "/v1/embeddings|{'model':'embedding-sim+fault=429','input':'a'}|429|rate_limit",
                "/v1/embeddings|{'model':'embedding-sim+fault=huge:1mb','input':'a'}|400|huge",
                "/v2/embed|{'model':'embed-sim','texts':['a']}|400|input_type",
                "/v2/embed|{'model':'embed-sim','input_type':'search_query'}|400|texts",
                "/v2/embed|{'model':'nobody','input_type':'search_query','texts':['a']}|404|embed-sim",
                "/v1beta/models/gemini-embedding-sim:embedContent|{}|400|INVALID_ARGUMENT",
                "/v1beta/models/nobody:embedContent|{}|404|embedContent",
                "/v1/rerank|{'model':'rerank-sim','documents':['a']}|400|query",
                "/v2/rerank|{'model':'rerank-sim','query':'a','documents':[{'text':'a'}]}|400|documents",
                "/v1/moderations|{}|400|input",
                "/v1/images/generations|{'model':'image-sim','prompt':'a','n':11}|400|n",
                "/v1/images/generations|{'model':'image-sim','prompt':'a','size':'big'}|400|size",
                "/v1/images/edits|{'model':'image-sim','prompt':'a'}|400|image",
                "/v1/audio/speech|{'model':'speech-sim','input':'a'}|400|voice",
                "/v1/audio/transcriptions|{'model':'whisper-sim'}|400|file",
                "/v1/batches|{'input_file_id':'file-x','endpoint':'/v1/embeddings','completion_window':'24h'}|404|file-x"
            })
    void whatIsWrongIsSaid(String path, String request, int status, String word) throws Exception {
        HttpResponse<String> answer = caller.post(path, body(request));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(word);
    }
}
