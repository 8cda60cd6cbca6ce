package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LeafAccounting;
import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded answer, whole and streamed, as events and as parts.
@Tag("slow")
class RecordedAnswersTest {
    private static final ResponsesProviderCodec CODEC = new ResponsesProviderCodec();

    static List<Recording> wholes() {
        return Stream.of("openai-responses", "openai-responses-retrieve", "openai-responses-compact")
                .flatMap(api -> Recordings.of(api).stream())
                .filter(each -> !each.streamed() && each.status() == 200)
                .toList();
    }

    static List<Recording> streams() {
        return Stream.of("openai-responses", "openai-responses-retrieve")
                .flatMap(api -> Recordings.of(api).stream())
                .filter(Recording::streamed)
                .toList();
    }

    static List<Recording> errors() {
        return Traffic.all().stream().filter(each -> each.status() >= 400).toList();
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void everyLeafOfAWholeAnswerIsSomewhere(Recording recording) {
        byte[] body = recording.body();
        Answer answer = CODEC.decode(body);
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        accounted(Json.read(body, 0, body.length), ((Answer.Whole) answer).response());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamAmountsToTheResponseOfItsLastEvent(Recording recording) {
        Fold fold = Streams.fold(recording.body());
        List<JsonNode> events = Traffic.events(recording);
        JsonNode last = events.getLast();
        boolean whole = last.path("type").asString("").matches("response\\.(completed|incomplete)");
        assertThat(fold.isComplete()).isEqualTo(whole);
        if (!whole) {
            assertThat(fold.failure()).isNotNull();
            return;
        }
        Answer answer = CODEC.decode(Json.bytes(last.path("response")));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        ChatResponse unstreamed = ((Answer.Whole) answer).response();
        ChatResponse streamed = fold.response();
        if (!late(events)) {
            assertThat(said(streamed)).isEqualTo(said(unstreamed));
        }
        assertThat(streamed.usage()).isEqualTo(unstreamed.usage());
        assertThat(streamed.head()).isEqualTo(unstreamed.head());
        assertThat(streamed.choices().getFirst().finish())
                .isEqualTo(unstreamed.choices().getFirst().finish());
        assertThat(streamed.choices().getFirst().logprobs())
                .isEqualTo(unstreamed.choices().getFirst().logprobs());
        accounted(unsealed(last.path("response")), streamed);
    }

    private static JsonNode unsealed(JsonNode response) {
        JsonNode copy = response.deepCopy();
        copy.path("output").forEach(item -> ((ObjectNode) item).remove("encrypted_content"));
        return copy;
    }

    /// Whether the stream holds items that its last event has forgotten.
    private static boolean late(List<JsonNode> events) {
        long done = events.stream()
                .filter(event -> event.path("type").asString("").equals("response.output_item.done"))
                .count();
        return done > events.getLast().path("response").path("output").size();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamSplitAnywhereIsTheSame(Recording recording) {
        byte[] body = recording.body();
        ChatResponse whole = Streams.fold(body).response();
        Random random = new Random(7);
        int step = body.length < 20_000 ? 1 : body.length / 200;
        for (int split = 1; split < body.length; split += step) {
            int at = Math.min(body.length - 1, split + (step == 1 ? 0 : random.nextInt(step)));
            assertThat(Streams.fold(body, at).response()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamCutAnywhereEndsInOneFailure(Recording recording) {
        byte[] body = recording.body();
        if (!Streams.fold(body).isComplete()) {
            return;
        }
        int last = Math.max(
                recording.text().lastIndexOf("response.completed"),
                recording.text().lastIndexOf("response.incomplete"));
        int end = recording.text().substring(0, last).getBytes(StandardCharsets.UTF_8).length;
        int step = Math.max(1, end / 150);
        for (int cut = 0; cut < end; cut += step) {
            Fold fold = Streams.fold(Arrays.copyOf(body, cut));
            assertThat(fold.isComplete()).isFalse();
            assertThat(fold.failure()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsSayWhoIsToBlame(Recording recording) {
        Failure failure = CODEC.error(recording.status(), Headers.NONE, recording.body());
        byte[] body = recording.body();
        String message =
                Json.read(body, 0, body.length).path("error").path("message").asString();
        assertThat(failure.message()).isEqualTo(message);
    }

    private static void accounted(JsonNode answer, ChatResponse response) {
        List<LeafAccounting.Leaf> leaves = LeafAccounting.leaves(answer);
        List<JsonNode> evidence = new ArrayList<>();
        evidence.add(LeafAccounting.tree(response));
        evidence.add(Json.object().put("created_at", response.head().created()));
        if (response.usage() != null && response.usage().raw() != null) {
            evidence.add(response.usage().raw().node());
        }
        assertThat(ResponsesLeaves.TABLE.missing(leaves, evidence, List.of())).isEmpty();
    }

    /// Parts without where they stood, which only the whole answer knows of all, and without the bytes of seals, which
    /// OpenAI makes anew for each event.
    private static List<String> said(ChatResponse response) {
        List<String> out = new ArrayList<>();
        for (Part part : response.choices().getFirst().parts()) {
            out.add(
                    switch (part) {
                        case Part.Text text -> "text " + text.text() + text.annotations();
                        case Part.Refusal refusal -> "refusal " + refusal.text();
                        case Part.Thought thought ->
                            thought.form() + thought.text() + (thought.marks().seal() != null);
                        case Part.ToolCall call -> call.id() + call.kind() + call.name() + call.input();
                        case Part.HostedCall call -> call.id() + call.name() + call.input();
                        case Part.HostedResult result -> result.callId() + result.kind() + result.content();
                        case Part.Media media -> media.kind() + media.source().toString();
                        case Part.ToolResult result -> result.toString();
                        case Part.Foreign foreign ->
                            foreign.raw().path("type") + " " + foreign.raw().path("id");
                    });
        }
        return out;
    }
}
