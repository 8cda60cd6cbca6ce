package dev.weir.dialect.openai;

import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Loss;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Writes a stream as `chat.completion.chunk` events.
///
/// The strictest of the SDKs' helpers sets the rules. Python's adds strings up, so a role, an id, a name, a type and
/// a signature go out exactly once, and list entries always carry their index. It also wants choice 0 before choice
/// 1, tool calls dense from 0, usage last. So thoughts go out as they come (`reasoning_content`), and a sealed one
/// again, whole and with its seal, when its block ends (`reasoning_details`): that entry is what an echo brings back.
/// Citations wait for the end of their block, for only then their range is known.
///
/// The hot path, a delta, is bytes around one JSON string: no tree, and nothing computed twice.
final class ChatStreamEncoder implements StreamEncoder {

    private final Identity identity;
    private final Delivery delivery;
    private final Losses losses;
    private final Chunks chunks;
    private final List<ChoiceTalk> talks = new ArrayList<>(1);
    private @Nullable Usage usage;
    private State state = State.FRESH;

    private enum State {
        FRESH,
        BEGUN,
        OVER
    }

    ChatStreamEncoder(Identity identity, Delivery delivery, Consumer<Loss> losses) {
        this.identity = identity;
        this.delivery = delivery;
        this.losses = new Losses(losses);
        this.chunks = new Chunks(delivery);
    }

    @Override
    public void event(StreamEvent event, ByteSink out) {
        if (state == State.OVER) {
            return;
        }
        switch (event) {
            case StreamEvent.Started e -> start(e.head());
            case StreamEvent.BlockStarted e -> talk(e.choice()).start(e.kind(), out);
            case StreamEvent.BlockDelta e -> talk(e.choice()).delta(e.block(), e.delta(), out);
            case StreamEvent.BlockSealed e -> talk(e.choice()).seal(e.block(), e.seal());
            case StreamEvent.BlockEnded e -> talk(e.choice()).end(e.block(), out);
            case StreamEvent.LogprobsAdded e -> talk(e.choice()).logprobs(e.logprobs(), out);
            case StreamEvent.Metered e -> usage = e.usage();
            case StreamEvent.ChoiceFinished e -> talk(e.choice()).finish(e.finish(), out);
            case StreamEvent.Noted e -> noted(e.extras(), out);
            case StreamEvent.Ended _ -> finish(out);
            case StreamEvent.Failed e -> fail(e.failure(), out);
        }
    }

    /// A later head (another target's) is ignored: a client keeps one response id.
    private void start(Head head) {
        if (state != State.FRESH) {
            return;
        }
        state = State.BEGUN;
        chunks.begin(head, identity);
    }

    /// What OpenAI's two dialects say of a whole answer goes over; usage still comes last.
    private void noted(Extras extras, ByteSink out) {
        if (!extras.owner().startsWith("openai") || !extras.at().isEmpty()) {
            losses.extras(extras);
            return;
        }
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        JsonNode tier = rest.remove("service_tier");
        if (tier != null) {
            chunks.servedIn(tier);
        }
        JsonNode moderation = rest.remove("moderation");
        if (moderation != null) {
            chunks.about("moderation", moderation, out);
        }
        losses.extras(new Extras(extras.owner(), extras.at(), rest));
    }

    private ChoiceTalk talk(int choice) {
        while (talks.size() <= choice) {
            talks.add(new ChoiceTalk(talks.size(), chunks, losses, talks.isEmpty() ? null : talks.getLast()));
        }
        return talks.get(choice);
    }

    private void finish(ByteSink out) {
        state = State.OVER;
        if (delivery == Delivery.STREAM_WITH_USAGE && usage != null) {
            chunks.usage(AnswerWords.usage(usage), out);
        }
        chunks.done(out);
    }

    private void fail(Failure failure, ByteSink out) {
        state = State.OVER;
        chunks.error(OpenAiErrorReply.body(failure, "messages"), out);
    }
}
