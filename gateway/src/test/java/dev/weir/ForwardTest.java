package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.flow.Deadlines;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is no chat goes to a provider that has it as it came, but for the model's name, and comes back as it is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardTest {
    private static final String FORM_TYPE = "multipart/form-data; boundary=b0";

    private ScriptedUpstream first;
    private ScriptedUpstream second;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        first = new ScriptedUpstream();
        second = new ScriptedUpstream();
        var up = TestGateway.endpoint("up", "openai-compatible", first.url());
        var other = TestGateway.endpoint("other", "openai-compatible", second.url());
        var claude = TestGateway.endpoint("claude", "anthropic", first.url());
        gateway = TestGateway.start(
                List.of(up, other, claude),
                List.of(TestGateway.virtual(
                        "painter",
                        Deadlines.NONE,
                        new dev.weir.route.Target(up, "paint-1"),
                        new dev.weir.route.Target(other, "paint-2"))));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        first.close();
        second.close();
    }

    @BeforeEach
    void forget() {
        first.forget();
        second.forget();
    }

    private HttpResponse<byte[]> form(String path, String body) throws Exception {
        return gateway.client()
                .send(
                        gateway.request(path)
                                .header("content-type", FORM_TYPE)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static String form(String model) {
        return "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\nRIFF\0\1\2\r\n--b0\r\n"
                + "Content-Disposition: form-data; name=\"model\"\r\n\r\n" + model + "\r\n--b0--\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/images/generations, '{\"model\":\"MODEL\",\"prompt\":\"a weir\",\"n\": 1.0}'",
        "/v1/moderations, '{\"input\":[\"x\"],\"model\" : \"MODEL\"}'",
        "/v1/audio/speech, '{\"model\":\"MODEL\",\"voice\":\"alloy\",\"input\":\"hello\"}'"
    })
    void aJsonRequestIsAnotherInItsModelsNameAlone(String path, String body) throws Exception {
        first.answer(Script.json(200, "{\"created\": 1,\"data\":[]}"));
        HttpResponse<String> answer = gateway.post(path, body.replace("MODEL", "up/m"));
        assertThat(answer.body()).isEqualTo("{\"created\": 1,\"data\":[]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(first.last().line()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat(first.last().text()).isEqualTo(body.replace("MODEL", "m"));
        assertThat(first.last().headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("authorization", "Bearer test-key");
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue("up/m");
    }

    @Test
    void aFormKeepsItsBytesButForTheModelsName() throws Exception {
        first.answer(Script.json(
                200, "{\"text\":\"hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":3}}"));
        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", form("up/whisper-1"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{\"text\":\"hi\"");
        assertThat(first.last().text()).isEqualTo(form("whisper-1"));
        assertThat(first.last().headers()).containsEntry("content-type", FORM_TYPE);
        assertThat(gateway.receipt(answer)).contains("\"fresh\":14", "\"visible\":3", "openai-transcriptions");
    }

    @Test
    void aFormMayNameListsAndMembersOfObjects() throws Exception {
        first.answer(Script.json(200, "{\"created\":1,\"data\":[]}"));
        String more = part("\"image[]\"; filename=\"a.png\"", "A")
                + part("\"image[]\"; filename=\"b.png\"", "B")
                + part("\"expires_after[anchor]\"", "created_at");
        HttpResponse<byte[]> answer = form("/v1/images/edits", more + form("up/image-1"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(first.last().text()).isEqualTo(more + form("image-1"));
    }

    private static String part(String named, String content) {
        return "--b0\r\ncontent-disposition: form-data; name=" + named + "\r\n\r\n" + content + "\r\n";
    }

    @Test
    void aFormThatNamesItsModelTwiceIsRefused() throws Exception {
        String twice = form("up/a")
                .replace("--b0--", "--b0\r\nContent-Disposition: form-data; name=model\r\n\r\nup/b\r\n--b0--");
        HttpResponse<byte[]> answer = form("/v1/audio/transcriptions", twice);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("names its model twice");
        assertThat(first.received()).isEmpty();
    }

    @Test
    void aTextComesBackAsTheTextThatItIs() throws Exception {
        first.answer(Script.reply(
                200, "text/plain; charset=utf-8", "1\n00:00 --> 00:01\nhi\n".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<byte[]> answer = form("/v1/audio/translations", form("up/whisper-1"));
        assertThat(answer.body()).asString().isEqualTo("1\n00:00 --> 00:01\nhi\n");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void soundStreamsAsItComes() throws Exception {
        byte[] sound = new byte[300_000];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (byte) (i * 31);
        }
        first.answer(Script.reply(200, "audio/mpeg", sound));
        HttpResponse<byte[]> answer = gateway.client()
                .send(
                        gateway.request("/v1/audio/speech")
                                .header("accept", "application/octet-stream")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"up/tts-1\",\"input\":\"x\"}"))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(sound);
        assertThat(answer.headers().firstValue("content-type")).hasValue("audio/mpeg");
        assertThat(first.last().headers()).containsEntry("accept", "application/octet-stream");
        assertThat(gateway.receipt(answer)).contains("\"outcome\":\"complete\"");
    }

    @Test
    void soundThatBreaksOffNeverLooksWhole() {
        first.answer(new Script()
                .send("HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: 1000\r\n\r\nabc"
                        .getBytes(StandardCharsets.US_ASCII))
                .close());
        assertThatThrownBy(() -> gateway.post("/v1/audio/speech", "{\"model\":\"up/tts-1\",\"input\":\"x\"}"))
                .isInstanceOf(java.io.IOException.class);
    }

    @Test
    void picturesThatStreamAreEventsWithTheirUsage() throws Exception {
        String partial =
                "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\"}\n\n";
        String done = """
                event: image_generation.completed
                data: {"type":"image_generation.completed","usage":{"input_tokens":9,"output_tokens":70}}

                """;
        first.answer(Script.stream().chunk(partial + done).last());
        HttpResponse<String> answer =
                gateway.post("/v1/images/generations", "{\"model\":\"up/m\",\"prompt\":\"x\",\"stream\":true}");
        assertThat(answer.body()).isEqualTo(partial + done);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(first.last().text()).doesNotContain("stream_options");
        assertThat(gateway.receipt(answer)).contains("\"fresh\":9", "\"images\":70");
    }

    @Test
    void aStreamOfPicturesThatBreaksOffEndsInAnError() throws Exception {
        first.answer(Script.stream()
                .chunk("data: {\"type\":\"image_generation.partial_image\"}\n\n")
                .last());
        HttpResponse<String> answer =
                gateway.post("/v1/images/generations", "{\"model\":\"up/m\",\"prompt\":\"x\",\"stream\":true}");
        assertThat(answer.body()).contains("partial_image", "provider_stream_truncated");
    }

    @Test
    void anotherTargetIsAskedWhereOneFails() throws Exception {
        first.answer(Script.json(503, "{\"error\":{\"message\":\"full\"}}"));
        second.answer(Script.json(200, "{\"data\":[]}"));
        HttpResponse<String> answer =
                gateway.post("/v1/images/generations", "{\"model\":\"painter\",\"prompt\":\"x\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-target")).hasValue("other/paint-2");
        assertThat(second.last().text()).contains("\"paint-2\"");
    }

    @Test
    void theProvidersOwnErrorComesBack() throws Exception {
        String error = "{\"error\":{\"message\":\"billing\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}";
        first.answer(Script.json(400, error));
        HttpResponse<String> answer = gateway.post("/v1/images/generations", "{\"model\":\"up/m\",\"prompt\":\"x\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(error);
    }

    @Test
    void aProviderThatHasNoneIsNamedWithThoseThatHave() throws Exception {
        HttpResponse<String> answer =
                gateway.post("/v1/images/generations", "{\"model\":\"claude/claude-x\",\"prompt\":\"x\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("`claude`, which does not speak openai-images", "up, other", "could be switched on: openai");
    }

    @Test
    void aRequestWithoutAModelSaysWhatToDo() throws Exception {
        HttpResponse<String> answer = gateway.post("/v1/images/generations", "{\"prompt\":\"x\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("must provide a model parameter");
    }

    @Test
    void aGetIsTheWrongMethod() throws Exception {
        HttpResponse<String> answer = gateway.get("/v1/audio/speech");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().map()).containsEntry("allow", List.of("POST"));
    }
}
