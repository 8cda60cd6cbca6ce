package dev.weir.dialect.openai;

import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ServiceWords;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a stream of `chat.completion.chunk`s of OpenAI or a compatible host, with all that hosts leave out, repeat or
/// add.
///
/// A stream is whole when every choice that was asked for has said why it finished; or, with hosts that never say why
/// (Snowflake), when it ends in a usage frame and `[DONE]`. `[DONE]` alone proves nothing: relays write it behind a
/// stream that broke off. But it, or a usage frame, says of choices that all finished that no more will come.
final class ChatStreamDecoder implements StreamDecoder {
    /// The highest number of a choice or a call that is believed; a higher one counts as none.
    static final int MAX_INDEX = 1_023;

    private static final int MAX_INVALID = 3;
    private static final Head NOBODY = new Head(null, null, null);

    private final UsageConvention convention;
    private final int wanted;
    private final TreeMap<Integer, ChoiceDecoder> choices = new TreeMap<>();
    private final Notes notes = new Notes();
    private final List<StreamEvent> early = new ArrayList<>();
    private boolean begun;
    private boolean over;
    private boolean closing;
    private int invalid;
    private @Nullable Usage usage;
    private @Nullable String tier;
    private long searches;

    /// @param wanted how many choices were asked for
    ChatStreamDecoder(UsageConvention convention, int wanted) {
        this.convention = convention;
        this.wanted = wanted;
    }

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (over || frame.isSilent()) {
            return;
        }
        if (frame.says("[DONE]")) {
            finish(out);
            return;
        }
        JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
        if (node instanceof ObjectNode chunk) {
            served(chunk.path("service_tier"));
            boolean error = "error".equals(frame.name()) || chunk.hasNonNull("error");
            if (error) {
                meter(AnswerReader.fields(chunk, ""), out);
                fail(OpenAiErrors.of(200, Headers.NONE, chunk), out);
            } else {
                chunk(AnswerReader.fields(chunk, ""), out);
            }
        } else if (++invalid > MAX_INVALID) {
            fail(new Failure.Broken("The provider's stream holds frames that are not JSON.", 200), out);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        if (!over && !closing && choices.size() < wanted) {
            truncated(out);
        } else if (!over) {
            closing = false;
            finish(out);
        }
    }

    @Override
    public @Nullable String tier() {
        return tier;
    }

    private void chunk(Fields chunk, Consumer<StreamEvent> out) {
        chunk.skip("obfuscation");
        var head = ChatResponseReader.head(chunk);
        if (!begun && head.equals(NOBODY) && isFindings(chunk.node())) {
            // Azure's first chunk says what its filter thinks of the prompt, and nothing else.
            chunk.skip("choices");
            chunk.skip("usage");
            notes.tell(chunk.rest(), early::add);
            return;
        }
        if (!begun) {
            begun = true;
            out.accept(new StreamEvent.Started(head));
            early.forEach(out);
        }
        boolean empty = true;
        int position = 0;
        for (Fields choice : chunk.objects("choices")) {
            Failure unfinished =
                    FinishWords.failure(choice.node().path("finish_reason").asString(""));
            if (unfinished != null) {
                fail(unfinished, out);
                return;
            }
            Integer index = choice.integer("index");
            empty = false;
            int number = index == null || index < 0 || index > MAX_INDEX ? position : index;
            choices.computeIfAbsent(number, each -> new ChoiceDecoder(each, notes))
                    .chunk(choice, out);
            searches = Math.max(searches, Citations.searches(choice.node().path("delta")));
            notes.tell(choice.rest(), out);
            position++;
        }
        Usage read = ChatResponseReader.usage(chunk, convention);
        closing |= empty && read != null && chunk.node().path("choices").isArray();
        tell(read, out);
        notes.tell(chunk.rest(), out);
    }

    private static boolean isFindings(ObjectNode chunk) {
        return chunk.has("prompt_filter_results") && chunk.path("choices").isEmpty();
    }

    /// What was used is told of an answer that fails, too.
    private void meter(Fields chunk, Consumer<StreamEvent> out) {
        Usage read = ChatResponseReader.usage(chunk, convention);
        if (begun) {
            tell(read, out);
        }
    }

    /// Every chunk says it again.
    private void served(JsonNode said) {
        if (said.isString() && !said.stringValue().isEmpty()) {
            tier = ServiceWords.tier(said);
        }
    }

    /// Tells of usage, or of how it is served, which is said beside it, where they are new.
    private void tell(@Nullable Usage read, Consumer<StreamEvent> out) {
        Usage latest = read == null ? usage : read;
        Usage served = latest == null ? null : latest.servedIn(tier).searchedAtLeast(searches);
        if (served != null && !served.equals(usage)) {
            usage = served;
            out.accept(new StreamEvent.Metered(served));
        }
    }

    private void finish(Consumer<StreamEvent> out) {
        boolean whole = !choices.isEmpty();
        for (ChoiceDecoder choice : choices.values()) {
            if (!choice.isFinished() && closing) {
                choice.finish(null, null, out);
            }
            whole &= choice.isFinished();
        }
        if (whole) {
            over = true;
            out.accept(new StreamEvent.Ended());
        } else {
            truncated(out);
        }
    }

    private void truncated(Consumer<StreamEvent> out) {
        fail(new Failure.Truncated("The provider's stream ended before its answer was complete."), out);
    }

    private void fail(Failure failure, Consumer<StreamEvent> out) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }
}
