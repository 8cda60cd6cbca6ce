package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a stream as the events of the Responses API.
///
/// The strictest of the SDKs' helpers sets the rules: `response.created` comes first; every item is added before
/// anything is said of it, under an output index and an id that never change; every part likewise; what was added is
/// done before the end; no event is invented; the numbers have no gaps; one event is the last. There is no `[DONE]`.
final class ResponsesStreamEncoder implements StreamEncoder {
    /// Fields of OpenAI's answers, of this API and of Chat Completions, that stand at its root.
    private static final Set<String> OWN = Set.of("service_tier", "moderation", "metadata", "safety_identifier");

    private final Identity identity;
    private final AnswerLosses losses;
    private final EventWriter events;
    private final Output output;
    private final Map<Integer, BlockWriter> blocks = new HashMap<>();
    private final Map<String, HostedWriter> hosted = new LinkedHashMap<>();
    private final List<Logprob> logprobs = new ArrayList<>();
    private ObjectNode response = Json.object();
    private @Nullable WordsWriter text;
    /// A text that was announced and has no words yet.
    private @Nullable WordsWriter waiting;
    private @Nullable Usage usage;
    private Finish finish = new Finish(Stop.COMPLETE, null, null, Extras.NONE);
    private State state = State.FRESH;

    private enum State {
        FRESH,
        BEGUN,
        OVER
    }

    ResponsesStreamEncoder(Identity identity, Consumer<Loss> losses) {
        this.identity = identity;
        this.losses = new AnswerLosses(losses);
        this.events = new EventWriter(0);
        this.output = new Output(events, base(identity));
    }

    /// Goes on with an answer that a provider began.
    ///
    /// @param openText number of the block of text that is open, or -1
    ResponsesStreamEncoder(Identity identity, Consumer<Loss> losses, BegunResponse begun, int openText) {
        this.identity = identity;
        this.losses = new AnswerLosses(losses);
        this.events = new EventWriter(begun.next());
        this.output = new Output(events, base(identity));
        this.response = begun.response();
        this.state = State.BEGUN;
        output.adopt(begun.items(), begun.finished());
        BegunResponse.Message open = begun.open();
        if (open == null) {
            return;
        }
        BegunResponse.Words said = open.words();
        MessageItem message = new MessageItem(output, open.index(), open.item(), open.content(), said == null ? 0 : 1);
        output.adopt(message);
        if (said != null) {
            WordsWriter writer =
                    new WordsWriter(message, said.number(), said.part(), said.text(), this.losses, openText);
            text = writer;
            if (openText >= 0) {
                blocks.put(openText, writer);
            } else {
                waiting = writer;
            }
        }
    }

    /// What every id of an answer has behind its prefix.
    private static String base(Identity identity) {
        return identity.id().startsWith("req_") ? identity.id().substring("req_".length()) : identity.id();
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        tell(event, out);
    }

    /// @param out null where only the response is wanted
    void tell(StreamEvent event, @Nullable ByteSink out) {
        if (state == State.OVER) {
            return;
        }
        events.to(out);
        switch (event) {
            case StreamEvent.Started e -> begin(e.head());
            case StreamEvent.BlockStarted e -> {
                if (isOurs(e.choice())) {
                    start(e.block(), e.kind());
                }
            }
            case StreamEvent.BlockDelta e -> {
                BlockWriter block = e.choice() == 0 ? blocks.get(e.block()) : null;
                if (block != null) {
                    block.delta(e.delta());
                }
            }
            case StreamEvent.BlockSealed e -> {
                BlockWriter block = e.choice() == 0 ? blocks.get(e.block()) : null;
                if (block != null) {
                    block.seal(e.seal());
                }
            }
            case StreamEvent.BlockEnded e -> end(e.choice(), e.block());
            case StreamEvent.LogprobsAdded e -> {
                if (isOurs(e.choice())) {
                    logprobs(e.logprobs());
                }
            }
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.ChoiceFinished e -> {
                if (isOurs(e.choice())) {
                    finish(e.finish());
                }
            }
            case StreamEvent.Noted e -> noted(e.extras());
            case StreamEvent.Ended _ -> complete();
            case StreamEvent.Failed e -> fail(e.failure(), out);
        }
    }

    @Override
    public boolean holds() {
        return true;
    }

    @Override
    public byte @Nullable [] whole() {
        boolean complete =
                state == State.OVER && !response.path("status").asString("").equals("failed");
        return complete ? Json.bytes(response) : null;
    }

    /// The response as far as it is known.
    ObjectNode response() {
        return response;
    }

    private boolean isOurs(int choice) {
        if (choice != 0) {
            losses.dropped("/choices/" + choice, "The Responses API holds one answer.");
        }
        return choice == 0;
    }

    /// A later head (another target's) is ignored: a client keeps one response id.
    private void begin(Head head) {
        if (state != State.FRESH) {
            return;
        }
        state = State.BEGUN;
        long created = head.created() == null ? identity.created() : head.created();
        String model = head.model() == null ? identity.model() : head.model();
        response = ResponseObject.begun("resp_" + base(identity), created, model, identity.keep());
        lifecycle("response.created");
        lifecycle("response.in_progress");
    }

    private void lifecycle(String type) {
        ObjectNode event = events.event(type);
        event.set("response", response);
        events.send(event);
    }

    private void start(int index, BlockKind kind) {
        begin(new Head(null, null, null));
        if (!(kind instanceof BlockKind.TextBlock)) {
            endWaiting();
        }
        if (!speaks(kind)) {
            output.closeMessage("completed");
        }
        boolean goesOn = kind instanceof BlockKind.HostedCallBlock
                || kind instanceof BlockKind.Whole(Part part) && part instanceof Part.HostedResult;
        if (!goesOn) {
            closeHosted();
        }
        BlockWriter block = switch (kind) {
            case BlockKind.TextBlock _ -> text(index);
            case BlockKind.RefusalBlock _ -> new WordsWriter(WordsWriter.Kind.REFUSAL, output.message(), losses, index);
            case BlockKind.ThoughtBlock thought -> new ThoughtWriter(output, thought.form());
            case BlockKind.ToolCallBlock call -> new CallWriter(output, call, losses);
            case BlockKind.HostedCallBlock call ->
                hosted(index, call.id(), call.name(), call.marks().extras());
            case BlockKind.Whole whole -> {
                whole(whole.part(), index);
                yield null;
            }
        };
        if (block != null) {
            blocks.put(index, block);
        }
    }

    /// Whether a block's words go into a message.
    private static boolean speaks(BlockKind kind) {
        return switch (kind) {
            case BlockKind.TextBlock _, BlockKind.RefusalBlock _ -> true;
            case BlockKind.Whole(Part part) -> part instanceof Part.Text || part instanceof Part.Refusal;
            case BlockKind.ThoughtBlock _, BlockKind.ToolCallBlock _, BlockKind.HostedCallBlock _ -> false;
        };
    }

    private void endWaiting() {
        if (waiting != null) {
            waiting.end();
            waiting = null;
            text = null;
        }
    }

    private WordsWriter text(int index) {
        WordsWriter begun = waiting;
        waiting = null;
        WordsWriter writer =
                begun != null ? begun : new WordsWriter(WordsWriter.Kind.TEXT, output.message(), losses, index);
        text = writer;
        writer.logprobs(logprobs);
        logprobs.clear();
        return writer;
    }

    private void logprobs(List<Logprob> more) {
        if (text == null) {
            logprobs.addAll(more);
        } else {
            text.logprobs(more);
        }
    }

    private @Nullable HostedWriter hosted(int index, String id, String name, Extras extras) {
        HostedKind kind = HostedKind.of(id, name);
        String at = extras.at().isEmpty() ? AnswerLosses.path(index) : extras.at();
        if (kind == null) {
            losses.dropped(at, "The Responses API has no item for the provider's tool `" + name + "`.");
            return null;
        }
        HostedWriter before = hosted.remove(id);
        if (before != null) {
            before.close();
        }
        HostedWriter writer = new HostedWriter(output, kind, name, extras, at, losses);
        hosted.put(id, writer);
        return writer;
    }

    private void closeHosted() {
        hosted.values().forEach(HostedWriter::close);
        hosted.clear();
    }

    /// A block that came whole is told as if it had come in pieces.
    private void whole(Part part, int index) {
        switch (part) {
            case Part.Text said -> replay(text(index), new Delta.Words(said.text()), part);
            case Part.Refusal said ->
                replay(
                        new WordsWriter(WordsWriter.Kind.REFUSAL, output.message(), losses, index),
                        new Delta.Words(said.text()),
                        part);
            case Part.Thought thought ->
                replay(new ThoughtWriter(output, thought.form()), new Delta.Words(thought.text()), part);
            case Part.ToolCall call ->
                replay(
                        new CallWriter(
                                output, new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name()), losses),
                        new Delta.Args(call.input()),
                        part);
            case Part.HostedCall call -> {
                HostedWriter writer =
                        hosted(index, call.id(), call.name(), call.marks().extras());
                if (writer != null) {
                    replay(writer, new Delta.Args(call.input()), part);
                }
            }
            case Part.HostedResult result -> brought(result, index);
            case Part.Media media -> media(media, index);
            case Part.Foreign foreign -> foreign(foreign, index);
            case Part.ToolResult _ ->
                losses.dropped(AnswerLosses.path(part, index), "An answer holds no results of the client's own tools.");
        }
        losses.extras(part.marks().extras());
    }

    private void replay(BlockWriter writer, Delta words, Part part) {
        writer.delta(words);
        if (part.marks().seal() != null) {
            writer.seal(part.marks().seal());
        }
        writer.end();
        text = null;
    }

    private void brought(Part.HostedResult result, int index) {
        HostedWriter writer = hosted.remove(result.callId());
        String at = AnswerLosses.path(result, index);
        if (result.marks().seal() != null) {
            losses.dropped(at + "/seal", "What the provider's own tool brought bears no seal here.");
        }
        if (writer == null) {
            losses.dropped(at, "What the provider's own tool brought has no call that it could stand with.");
        } else {
            losses.tell(
                    at,
                    Loss.Verdict.COERCED,
                    "Of what the provider's own tool brought there is what this API has fields for.");
            writer.bring(result);
        }
    }

    private void media(Part.Media media, int index) {
        if (media.kind() != Part.MediaKind.IMAGE || !(media.source() instanceof Part.Source.Inline(String base64))) {
            losses.dropped(AnswerLosses.path(media, index), "The Responses API has no such media in an answer.");
            return;
        }
        ObjectNode item = Json.object();
        int place = output.next();
        item.put("id", output.id("ig"));
        item.put("type", "image_generation_call");
        item.put("status", "in_progress");
        item.putNull("result");
        output.add(item);
        item.put("status", "completed");
        item.put("result", base64);
        String mime = media.mime();
        if (mime != null && mime.startsWith("image/")) {
            item.put("output_format", mime.substring("image/".length()));
        }
        output.progress("response.image_generation_call.completed", place);
        output.done(place);
    }

    private void foreign(Part.Foreign foreign, int index) {
        if (foreign.dialect().equals(ResponsesClientCodec.DIALECT) && foreign.raw() instanceof ObjectNode raw) {
            int place = output.next();
            output.add(raw);
            output.done(place);
        } else {
            losses.dropped(AnswerLosses.path(foreign, index), "The Responses API has no such item.");
        }
    }

    private void end(int choice, int index) {
        BlockWriter block = choice == 0 ? blocks.remove(index) : null;
        if (block != null) {
            block.end();
            if (block == text) {
                text = null;
            }
        }
    }

    private void noted(Extras extras) {
        if (extras.owner().startsWith("openai") && extras.at().isEmpty()) {
            Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
            for (String name : OWN) {
                if (rest.containsKey(name)) {
                    response.set(name, rest.remove(name));
                }
            }
            losses.extras(new Extras(extras.owner(), extras.at(), rest));
        } else {
            losses.extras(extras);
        }
    }

    private void finish(Finish how) {
        begin(new Head(null, null, null));
        endWaiting();
        finish = how;
        losses.finish(how);
        losses.extras(how.extras());
        closeHosted();
        output.closeMessage(StopWords.incomplete(how.stop()) == null ? "completed" : "incomplete");
        if (!logprobs.isEmpty()) {
            losses.dropped("/choices/0/logprobs", "Log-probabilities stand on a text, and there is none.");
        }
    }

    private void complete() {
        state = State.OVER;
        ResponseObject.end(response, output.items(), usage, finish);
        lifecycle("response." + response.path("status").asString(""));
    }

    private void fail(Failure failure, @Nullable ByteSink out) {
        if (state == State.FRESH) {
            begin(new Head(null, null, null));
        }
        state = State.OVER;
        ResponseObject.output(response, output.complete(), usage);
        if (out != null) {
            FailedResponse.write(failure, events.sequence(), response, out);
        }
    }
}
