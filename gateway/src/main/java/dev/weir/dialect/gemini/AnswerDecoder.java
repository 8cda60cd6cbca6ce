package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns response objects into events: the one object of an unstreamed answer, or each chunk of a stream, which is an
/// object of the same form that holds what is new. One decoder for both, so that they cannot disagree.
///
/// Choices are finished at the end only: early services said `STOP` in every chunk, the last word counts.
final class AnswerDecoder {
    /// How the answer comes.
    enum Form {
        /// One object; JSON itself shows that it is complete.
        WHOLE,
        /// Chunks; only a finish reason in every candidate shows that it is complete.
        STREAM
    }

    private static final String DIALECT = GeminiProviderCodec.DIALECT;

    private final Form form;
    private final Consumer<StreamEvent> out;
    private final TreeMap<Integer, CandidateDecoder> choices = new TreeMap<>();
    private Head head = new Head(null, null, null);
    private final Searches searches = new Searches();
    private @Nullable String createTime;
    /// Of the present leg.
    private @Nullable Usage latest;
    private @Nullable Usage before;
    private @Nullable Usage metered;
    private boolean begun;
    private boolean over;
    private boolean cut;

    AnswerDecoder(Form form, Consumer<StreamEvent> out) {
        this.form = form;
        this.out = out;
    }

    boolean isOver() {
        return over;
    }

    /// Takes the next object. Never throws, whatever it holds.
    void chunk(ObjectNode node) {
        cut = false;
        Fields chunk = new Fields(Spelling.ANSWER.camel(node), "", DIALECT, Fields.Mode.LENIENT);
        if (chunk.has("error")) {
            fail(ErrorReader.failure(node));
            return;
        }
        begin(chunk);
        List<Fields> candidates = chunk.objects("candidates");
        for (int i = 0; i < candidates.size(); i++) {
            Integer index = candidates.get(i).integer("index");
            int choice = index == null || index < 0 ? i : index;
            choices.computeIfAbsent(choice, number -> new CandidateDecoder(number, form, out))
                    .take(candidates.get(i), head.id() == null ? "" : head.id());
            searches.told(choice, Searches.in(candidates.get(i).node()));
        }
        meter(chunk);
        Fields feedback = chunk.object("promptFeedback");
        String blocked = feedback == null ? null : feedback.text("blockReason");
        if (feedback != null && blocked != null && choices.isEmpty()) {
            note(chunk.rest());
            fail(refusal(feedback, blocked));
            return;
        }
        chunk.leave("promptFeedback");
        note(chunk.rest());
    }

    /// Tells of usage, and once more where only what the provider searched for is new.
    private void meter(Fields chunk) {
        Fields block = chunk.object("usageMetadata");
        Usage read = block == null ? null : UsageReader.read(block.node());
        if (read == null) {
            chunk.leave("usageMetadata");
        }
        latest = read == null ? latest : read;
        Usage leg = latest == null ? null : latest.searchedAtLeast(searches.total());
        Usage all = leg == null || before == null ? leg : before.plus(leg);
        if (all != null && (read != null || !all.equals(metered))) {
            metered = all;
            out.accept(new StreamEvent.Metered(all));
        }
    }

    /// Something stood in the stream that is no chunk: it is noted, and the stream goes on. Where it does not, what
    /// stood there was the beginning of a chunk that was cut.
    void unreadable(String payload) {
        cut = true;
        if (begun && !over) {
            note(new Extras(DIALECT, "", Map.of("unreadable", Json.string(payload))));
        }
    }

    /// The token behind which the answer goes on, should it end here, or null.
    @Nullable
    String token() {
        return over || choices.isEmpty()
                ? null
                : choices.firstEntry().getValue().end().token();
    }

    /// The next leg follows: its tokens are counted beside those of the legs before.
    void nextLeg() {
        cut = false;
        before = metered;
        latest = null;
        searches.forget();
        choices.values().forEach(choice -> choice.end().nextLeg());
    }

    /// There is no more.
    void end() {
        if (over) {
            return;
        }
        boolean finished =
                choices.values().stream().allMatch(choice -> choice.end().isSaid());
        if (form == Form.STREAM && (cut || choices.isEmpty() || !finished)) {
            fail(new Failure.Truncated("The provider's stream ended before its answer did."));
            return;
        }
        if (choices.isEmpty()) {
            fail(new Failure.Broken("The provider's answer holds no candidate.", 200));
            return;
        }
        choices.values().forEach(CandidateDecoder::finish);
        over = true;
        out.accept(new StreamEvent.Ended());
    }

    private void begin(Fields chunk) {
        String id = chunk.text("responseId");
        String model = chunk.text("modelVersion");
        String created = chunk.text("createTime");
        Long seconds = created == null ? null : seconds(created);
        if (seconds == null) {
            chunk.leave("createTime");
        }
        if (!begun) {
            begun = true;
            head = new Head(id, model, seconds);
            createTime = created;
            out.accept(new StreamEvent.Started(head));
            return;
        }
        leaveIfNew(chunk, "responseId", id, head.id());
        leaveIfNew(chunk, "modelVersion", model, head.model());
        leaveIfNew(chunk, "createTime", created, createTime);
    }

    private static void leaveIfNew(Fields chunk, String name, @Nullable String value, @Nullable String said) {
        if (!Objects.equals(value, said)) {
            chunk.leave(name);
        }
    }

    private static @Nullable Long seconds(String time) {
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /// A prompt that was blocked has no candidates: the reason is all there is to say.
    private static Failure refusal(Fields feedback, String reason) {
        String words = feedback.text("blockReasonMessage");
        var message = new StringBuilder("The provider blocked the prompt (" + reason + ")");
        ArrayNode ratings = feedback.array("safetyRatings");
        if (ratings != null) {
            for (JsonNode rating : ratings) {
                JsonNode category = rating.get("category");
                JsonNode blocked = rating.get("blocked");
                if (category != null && category.isString() && blocked != null && blocked.asBoolean(false)) {
                    message.append(", ").append(category.stringValue());
                }
            }
        }
        message.append(words == null ? "." : ": " + words);
        return new Failure.ContentRefused(message.toString(), reason);
    }

    private void fail(Failure failure) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }

    private void note(Extras extras) {
        if (!extras.isEmpty()) {
            out.accept(new StreamEvent.Noted(extras));
        }
    }
}
