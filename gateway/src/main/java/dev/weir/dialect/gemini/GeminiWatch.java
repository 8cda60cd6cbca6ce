package dev.weir.dialect.gemini;

import dev.weir.chat.Delivered;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Follows one Gemini stream without building a tree of anything but its counts.
///
/// The stream has no last word: the answer is whole once every candidate that began has said why it finished, or the
/// prompt was blocked, and the input ends behind that. Names come in camelCase from the service, and in snake_case from
/// some of its relays.
final class GeminiWatch implements Watch {
    /// Protobuf's zero: the candidate has not ended.
    private static final String UNSPECIFIED = "FINISH_REASON_UNSPECIFIED";

    private final Delivered delivered;
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private long begun;
    private long finished;
    private boolean cut;
    private @Nullable String blocked;
    private @Nullable String token;
    /// Of the present leg.
    private @Nullable Usage latest;
    private @Nullable Usage before;
    /// Whether the last that was said is how a leg ends.
    private boolean leg;
    private @Nullable Searches searches;

    private boolean content;
    private boolean error;
    private int candidate;

    GeminiWatch(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return !cut && (begun == 0 ? blocked != null : (begun & ~finished) == 0);
    }

    @Override
    public @Nullable String token() {
        return (begun & ~finished) != 0 || leg ? token : null;
    }

    @Override
    public void nextLeg() {
        finished = 0;
        leg = false;
        token = null;
        before = delivered.usage();
        latest = null;
        searches = null;
    }

    boolean hasCandidates() {
        return begun != 0;
    }

    /// A relay may end its stream as OpenAI does, which the SDKs of this dialect take for a broken chunk.
    @Override
    public Sight frame(Frame frame) {
        return frame.says("[DONE]") ? Sight.DROP : look(frame.data(), frame.from(), frame.to());
    }

    /// Reads a chunk, or a whole answer, which is one.
    Sight look(byte[] bytes, int from, int to) {
        content = false;
        error = false;
        cut = true;
        json.over(bytes, from, to);
        if (!json.enterObject()) {
            return list(bytes, from, to);
        }
        boolean first = !delivered.hasBegun();
        String id = null;
        String model = null;
        while (json.next()) {
            if (json.nameIs("candidates")) {
                candidates();
            } else if (is("usageMetadata", "usage_metadata")) {
                usage(bytes);
            } else if (is("promptFeedback", "prompt_feedback")) {
                feedback();
            } else if (json.nameIs("error")) {
                error |= json.kind() != JsonCursor.Kind.NULL;
            } else if (first && is("responseId", "response_id") && json.isNonEmptyString()) {
                id = json.string();
            } else if (first && is("modelVersion", "model_version") && json.isNonEmptyString()) {
                model = json.string();
            }
        }
        if (!json.complete()) {
            return Sight.INVALID;
        }
        cut = false;
        if (error) {
            return failed(bytes, from, to);
        }
        if (blocked != null && begun == 0) {
            content = true;
            delivered.finish(new Finish(Stop.REFUSED, blocked, null, Extras.NONE));
        }
        if (first) {
            delivered.begin(new Head(id, model, null));
        }
        return leg ? Sight.LEG : content ? Sight.CONTENT : Sight.PASS;
    }

    /// Errors come as a list of one from some doors of the service.
    private Sight list(byte[] bytes, int from, int to) {
        boolean list = json.kind() == JsonCursor.Kind.ARRAY && json.complete();
        return list ? failed(bytes, from, to) : Sight.INVALID;
    }

    private static Sight failed(byte[] bytes, int from, int to) {
        return new Sight.Failed(ErrorReader.failure(Json.read(bytes, from, to)));
    }

    private boolean is(String camel, String snake) {
        return json.nameIs(camel) || json.nameIs(snake);
    }

    private void candidates() {
        candidate = 0;
        if (json.enterArray()) {
            while (json.next()) {
                candidate();
                candidate++;
            }
        }
    }

    private void candidate() {
        if (!json.enterObject()) {
            return;
        }
        long index = candidate;
        long grounding = 0;
        String reason = null;
        while (json.next()) {
            if (json.nameIs("index")) {
                index = json.whole(candidate);
            } else if (json.nameIs("content")) {
                content();
            } else if (is("finishReason", "finish_reason") && json.isNonEmptyString()) {
                reason = json.string();
            } else if (is(GeminiLegs.TOKEN, "continuation_token") && json.isNonEmptyString()) {
                token = json.string();
                delivered.made(Delivered.Made.LEG, token);
            } else if (is("groundingMetadata", "grounding_metadata")) {
                grounding = Searches.in(json);
            }
        }
        searched((int) index, grounding);
        long bit = 1L << Math.floorMod(index, 64L);
        begun |= bit;
        if (reason != null && !reason.equals(UNSPECIFIED)) {
            finished |= bit;
            content = true;
            leg = reason.equals(GeminiLegs.REASON);
            delivered.finish(FinishReasons.finish(reason, delivered.isToolCallOpen() ? 1 : 0, Extras.NONE));
        }
    }

    private void searched(int index, long queries) {
        if (queries > 0) {
            searches = searches == null ? new Searches() : searches;
            searches.told(index, queries);
            meter();
        }
    }

    private void content() {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (json.nameIs("parts") && json.enterArray()) {
                while (json.next()) {
                    part();
                }
            }
        }
    }

    private void part() {
        if (!json.enterObject()) {
            return;
        }
        String text = null;
        boolean thought = false;
        while (json.next()) {
            if (json.nameIs("text")) {
                text = json.isNonEmptyString() ? json.string() : null;
            } else if (json.nameIs("thought")) {
                thought = json.kind() == JsonCursor.Kind.TRUE;
            } else if (is("functionCall", "function_call")) {
                content = true;
                delivered.toolCall();
            } else if (json.kind() == JsonCursor.Kind.OBJECT) {
                content = true;
            }
        }
        if (text != null) {
            content = true;
            if (!thought) {
                delivered.text(text);
            }
        }
    }

    private void feedback() {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (is("blockReason", "block_reason") && json.isNonEmptyString()) {
                blocked = json.string();
            }
        }
    }

    private void usage(byte[] bytes) {
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            return;
        }
        int from = json.valueFrom();
        int to = json.valueTo();
        if (to > from && Json.readOrNull(bytes, from, to) instanceof ObjectNode block) {
            Usage read = UsageReader.read(block);
            if (read != null) {
                latest = read;
                meter();
            }
        }
    }

    private void meter() {
        if (latest != null) {
            Usage all = searches == null ? latest : latest.searchedAtLeast(searches.total());
            delivered.meter(before == null ? all : before.plus(all));
        }
    }
}
