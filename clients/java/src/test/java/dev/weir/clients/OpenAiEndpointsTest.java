package dev.weir.clients;

import static dev.weir.clients.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateResponse;
import com.openai.models.audio.translations.TranslationCreateParams;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.images.Image;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.Moderation;
import com.openai.models.moderations.ModerationCreateParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The official OpenAI SDK beyond chat: embeddings, moderations, pictures, sound, files, batches.
@Sdk(name = "openai-java", version = "openai.version")
class OpenAiEndpointsTest implements Suite {
    private static final Map<String, String> EMBEDDERS =
            Map.of("gemini", "gemini-embedding-sim", "cohere", "embed-sim");

    private final Target target;
    private final OpenAIClient sdk;

    OpenAiEndpointsTest(Target target) {
        this.target = target;
        sdk = Chat.client(target, target.key(), Duration.ofSeconds(20));
    }

    @Override
    public Target target() {
        return target;
    }

    /// Whether the upstream has the endpoints that only OpenAI has.
    private boolean isOpenAi() {
        return target.direct() || target.upstream().equals("openai");
    }

    /// What the call brings where the upstream has the endpoint; elsewhere the answer must say that it has none.
    private <T> T onlyOpenAi(Supplier<T> call) {
        if (isOpenAi()) {
            return call.get();
        }
        assertThat(failure(BadRequestException.class, call::get)).hasMessageContaining("does not speak openai-");
        throw new Unsupported("the provider has no such endpoint; the 400 names those that have");
    }

    private EmbeddingCreateParams.Builder embedding() {
        var name = EMBEDDERS.getOrDefault(target.upstream(), "embedding-sim");
        return EmbeddingCreateParams.builder().model(target.named(name));
    }

    private List<Embedding> vectors(EmbeddingCreateParams.Builder request) {
        CreateEmbeddingResponse answer = sdk.embeddings().create(request.build());
        assertThat(answer.usage().promptTokens()).isPositive();
        return answer.data();
    }

    @Test
    void embeddings() {
        var both = vectors(embedding().inputOfArrayOfStrings(List.of("one", "two")));
        assertThat(both).extracting(Embedding::index).containsExactly(0L, 1L);
        var one = both.getFirst().embedding();
        assertThat(one).hasSize(64).isNotEqualTo(both.getLast().embedding());
        assertThat(one.stream().mapToDouble(each -> each * each).sum()).isCloseTo(1, within(1e-4));
        assertThat(vectors(embedding().input("one")).getFirst().embedding()).isEqualTo(one);
    }

    @Test
    void embeddingsFloat() {
        var packed = vectors(embedding().input("one").encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64));
        var plain = vectors(embedding().input("one").encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT));
        assertThat(plain.getFirst().embedding())
                .usingElementComparator((one, two) -> Math.abs(one - two) < 1e-6 ? 0 : 1)
                .isEqualTo(packed.getFirst().embedding());
    }

    @Test
    void embeddingsDimensions() {
        assertThat(vectors(embedding().input("one").dimensions(8)).getFirst().embedding())
                .hasSize(8);
    }

    @Test
    void embeddingsTokens() {
        var request = embedding().inputOfArrayOfTokenArrays(List.of(List.of(1L, 2L, 3L), List.of(4L, 5L)));
        if (!isOpenAi()) {
            assertThat(failure(BadRequestException.class, () -> vectors(request)))
                    .hasMessageContaining("token ids");
            throw new Unsupported("token ids are for another tokeniser; a 400 says so");
        }
        assertThat(vectors(request)).hasSize(2);
    }

    @Test
    void embeddingsError() {
        var request = embedding().model(target.named("nobody")).input("one");
        assertThat(failure(NotFoundException.class, () -> vectors(request))).hasMessageContaining("nobody");
    }

    @Test
    void moderations() {
        var request = ModerationCreateParams.builder()
                .model(target.named("moderation-sim"))
                .inputOfStrings(List.of("a walk", "graphic violence"))
                .build();
        var found = onlyOpenAi(() -> sdk.moderations().create(request)).results();
        assertThat(found).extracting(Moderation::flagged).containsExactly(false, true);
        assertThat(found.getLast().categories().violence()).isTrue();
        assertThat(found.getLast().categoryScores().violence()).isGreaterThan(0.5);
    }

    private ImageGenerateParams.Builder picture() {
        return ImageGenerateParams.builder().model(target.named("image-sim")).prompt("a weir");
    }

    @Test
    void images() {
        var request = picture().n(2).build();
        var answer = onlyOpenAi(() -> sdk.images().generate(request));
        assertThat(answer.data().orElseThrow())
                .hasSize(2)
                .extracting(OpenAiEndpointsTest::signature)
                .containsOnly("PNG");
        assertThat(answer.usage().orElseThrow().outputTokens()).isPositive();
    }

    private static String signature(Image image) {
        var bytes = Base64.getDecoder().decode(image.b64Json().orElseThrow());
        return new String(bytes, 1, 3, StandardCharsets.ISO_8859_1);
    }

    @Test
    void imagesStream() {
        var request = picture().partialImages(1).build();
        var events = onlyOpenAi(() -> {
            try (var stream = sdk.images().generateStreaming(request)) {
                return stream.stream().toList();
            }
        });
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().isGenerationPartialImage()).isTrue();
        assertThat(events.getLast().asGenerationCompleted().usage().totalTokens())
                .isPositive();
    }

    @Test
    void imagesEdit() {
        var pictures = Stream.of("one.png", "two.png")
                .map(_ -> (InputStream) new ByteArrayInputStream(Sample.PNG_BYTES))
                .toList();
        var request = ImageEditParams.builder()
                .model(target.named("image-sim"))
                .image(MultipartField.<ImageEditParams.Image>builder()
                        .value(ImageEditParams.Image.ofInputStreams(pictures))
                        .contentType("image/png")
                        .filename("picture.png")
                        .build())
                .prompt("more water")
                .build();
        var answer = onlyOpenAi(() -> sdk.images().edit(request));
        assertThat(signature(answer.data().orElseThrow().getFirst())).isEqualTo("PNG");
        assertThat(answer.usage().orElseThrow().inputTokensDetails().imageTokens())
                .isEqualTo(544);
    }

    private SpeechCreateParams.Builder speaking() {
        return SpeechCreateParams.builder()
                .model(target.named("speech-sim"))
                .voice("alloy")
                .input("Hello.");
    }

    @Test
    void speech() throws IOException {
        var request = speaking().responseFormat(SpeechCreateParams.ResponseFormat.WAV);
        try (var answer = onlyOpenAi(() -> sdk.audio().speech().create(request.build()))) {
            assertThat(answer.body().readNBytes(4)).asString().isEqualTo("RIFF");
        }
    }

    @Test
    void speechStream() {
        var request = speaking().streamFormat(SpeechCreateParams.StreamFormat.SSE);
        try (var answer = onlyOpenAi(() -> sdk.audio().speech().create(request.build()))) {
            var events = lines(answer)
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> Target.JSON.readTree(line.substring(6)))
                    .toList();
            assertThat(type(events.getFirst())).isEqualTo("speech.audio.delta");
            assertThat(type(events.getLast())).isEqualTo("speech.audio.done");
            assertThat(events.getLast().path("usage").path("total_tokens").asInt())
                    .isPositive();
        }
    }

    private static String type(JsonNode event) {
        return event.path("type").asString();
    }

    private static Stream<String> lines(HttpResponse answer) {
        try {
            return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static MultipartField<InputStream> file(String name, byte[] content) {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(content))
                .filename(name)
                .contentType("application/octet-stream")
                .build();
    }

    private static MultipartField<InputStream> sound() {
        return file("hello.wav", new byte[32_000]);
    }

    private TranscriptionCreateParams.Builder heard(String by) {
        return TranscriptionCreateParams.builder().model(target.named(by)).file(sound());
    }

    private TranscriptionCreateResponse transcribed(TranscriptionCreateParams.Builder request) {
        return onlyOpenAi(() -> sdk.audio().transcriptions().create(request.build()));
    }

    @Test
    void transcription() {
        var answer = transcribed(heard("transcribe-sim")).asTranscription();
        assertThat(answer.text()).contains("hello.wav");
        assertThat(answer.usage().orElseThrow().isTokens()).isTrue();
    }

    @Test
    void transcriptionForms() {
        var text = transcribed(heard("transcribe-sim").responseFormat(AudioResponseFormat.TEXT));
        assertThat(text.asTranscription().text()).contains("hello.wav");
        var verbose = transcribed(heard("whisper-sim").responseFormat(AudioResponseFormat.VERBOSE_JSON))
                .asVerbose();
        assertThat(verbose.duration()).isEqualTo(2);
        assertThat(verbose.segments().orElseThrow()).hasSize(1);
    }

    @Test
    void transcriptionStream() {
        var events = onlyOpenAi(() -> {
            var request = heard("transcribe-sim").build();
            try (var stream = sdk.audio().transcriptions().createStreaming(request)) {
                return stream.stream().toList();
            }
        });
        var said = events.stream()
                .flatMap(event -> event.transcriptTextDelta().stream())
                .map(event -> event.delta())
                .collect(Collectors.joining());
        assertThat(events.getLast().asTranscriptTextDone().text())
                .isEqualTo(said)
                .isNotEmpty();
    }

    @Test
    @SuppressWarnings("deprecation") // the SDK calls the endpoint old; callers have it all the same
    void translation() {
        var request = TranslationCreateParams.builder()
                .model(target.named("whisper-sim"))
                .file(sound())
                .build();
        var answer = onlyOpenAi(() -> sdk.audio().translations().create(request));
        assertThat(answer.asTranslation().text()).contains("translation");
    }

    /// A file at the upstream: which provider keeps it, the query says.
    private FileObject kept(String name, String content, FilePurpose purpose) {
        var request = FileCreateParams.builder()
                .file(file(name, content.getBytes(StandardCharsets.UTF_8)))
                .purpose(purpose);
        if (!target.direct()) {
            request.putAdditionalQueryParam("provider", target.model());
        }
        return sdk.files().create(request.build());
    }

    private FileListParams listing(long limit) {
        var request = FileListParams.builder().limit(limit);
        return target.direct()
                ? request.build()
                : request.putAdditionalQueryParam("provider", target.model()).build();
    }

    private String content(String file) {
        try (var answer = sdk.files().content(file)) {
            return lines(answer).collect(Collectors.joining("\n"));
        }
    }

    @Test
    void files() {
        if (!isOpenAi()) {
            assertThat(failure(BadRequestException.class, () -> sdk.files().list(listing(2))))
                    .hasMessageContaining("openai-files");
            throw new Unsupported("the provider keeps no files; the 400 names those that do");
        }
        var made = Stream.of("a.txt", "b.txt", "c.txt")
                .map(name -> kept(name, "water", FilePurpose.USER_DATA).id())
                .toList();
        assertThat(sdk.files().list(listing(2)).autoPager())
                .extracting(FileObject::id)
                .containsSubsequence(made.reversed());
        assertThat(sdk.files().retrieve(made.getFirst()).bytes()).isEqualTo(5);
        assertThat(content(made.getFirst())).isEqualTo("water");
        assertThat(made)
                .allSatisfy(one -> assertThat(sdk.files().delete(one).deleted()).isTrue());
        failure(NotFoundException.class, () -> sdk.files().retrieve(made.getFirst()));
    }

    @Test
    void batches() {
        if (!isOpenAi()) {
            throw new Unsupported("a batch runs where its file lives, and the provider keeps no files");
        }
        var body = Map.of(
                "model", "gpt-sim", "messages", List.of(Map.of("role", "user", "content", "[[say: from a batch]]")));
        var line = Map.of("custom_id", "a", "method", "POST", "url", "/v1/chat/completions", "body", body);
        var file = kept("in.jsonl", Target.JSON.writeValueAsString(line), FilePurpose.BATCH);
        var begun = sdk.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
        assertThat(begun.status()).isEqualTo(Batch.Status.VALIDATING);
        assertThat(sdk.batches().retrieve(begun.id()).status()).isEqualTo(Batch.Status.IN_PROGRESS);
        var done = sdk.batches().retrieve(begun.id());
        assertThat(done.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(content(done.outputFileId().orElseThrow())).contains("from a batch");
        var listed = sdk.batches().list(BatchListParams.builder().limit(5).build());
        assertThat(listed.data()).extracting(Batch::id).contains(begun.id());
        var refusal = failure(OpenAIServiceException.class, () -> sdk.batches().cancel(begun.id()));
        assertThat(refusal.statusCode()).isEqualTo(409);
    }
}
