package dev.weir.sim;

import dev.weir.sim.AnthropicWriter.Block;
import dev.weir.sim.AnthropicWriter.Delta;
import dev.weir.sim.Fault.Oddity;
import dev.weir.sim.Frame.Stencil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes an answer as a stream of Messages events.
final class AnthropicStream {

    private final AnthropicWriter turn;
    private final String id;
    private final Set<Oddity> odd;
    private final List<Frame> frames = new ArrayList<>();

    AnthropicStream(AnthropicWriter turn, String id) {
        this.turn = turn;
        this.id = id;
        this.odd = turn.behaviour().fault().orElse(null) instanceof Fault.Odd(var oddities) ? oddities : Set.of();
    }

    Reply write(Answer answer, String requestId) {
        ObjectNode message = turn.message(id);
        message.set("content", Json.array());
        message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
        message.set("usage", turn.started(1));
        frames.add(Frame.side(event(named("message_start").set("message", message))));
        List<Block> blocks = turn.blocks(answer);
        for (int i = 0; i < blocks.size(); i++) {
            block(blocks.get(i), odd.contains(Oddity.INDEX) ? 2 * i + 1 : i);
            if (i == 0) {
                frames.add(2, Frame.side(event(named("ping"))));
            }
            if (odd.contains(Oddity.USAGE) && i == 0) {
                frames.add(Frame.side(
                        event(delta(Json.object().putNull("stop_reason").putNull("stop_sequence"), answer))));
            }
        }
        finish(answer);
        if (odd.contains(Oddity.FINISH)) {
            finish(answer);
        }
        frames.add(Frame.end(event(named("message_stop"))));
        Map<String, String> headers = new HashMap<>(Anthropic.headers(requestId));
        headers.put("content-type", "text/event-stream; charset=utf-8");
        return new Reply.Events(headers, frames);
    }

    private void finish(Answer answer) {
        ObjectNode stop = Json.object();
        turn.stop(stop, answer);
        frames.add(Frame.finish(event(delta(stop, answer))));
    }

    private ObjectNode delta(ObjectNode inside, Answer answer) {
        ObjectNode event = named("message_delta");
        event.set("delta", inside);
        return event.set("usage", turn.ended(answer));
    }

    private void block(Block block, int index) {
        ObjectNode begun = block.whole().deepCopy();
        block.kind().ifPresent(kind -> empty(begun, kind));
        frames.add(Frame.side(event(at("content_block_start", index).set("content_block", begun))));
        block.kind().ifPresent(kind -> deltas(block, kind, index));
        frames.add(Frame.side(event(at("content_block_stop", index))));
    }

    /// The block as it stands before its first delta.
    private static void empty(ObjectNode block, Delta kind) {
        switch (kind) {
            case TEXT -> {
                block.put("text", "");
                if (block.has("citations")) {
                    block.set("citations", Json.array());
                }
            }
            case THINKING -> block.put("thinking", "").put("signature", "");
            case JSON -> block.set("input", Json.object());
        }
    }

    private void deltas(Block block, Delta kind, int index) {
        for (var citation : citations(block)) {
            ObjectNode delta = Json.object().put("type", "citations_delta").set("citation", citation);
            frames.add(Frame.side(event(at("content_block_delta", index).set("delta", delta))));
        }
        ObjectNode hole = Json.object().put("type", kind.type).put(kind.field, Stencil.HOLE);
        Stencil stencil = Stencil.of(event(at("content_block_delta", index).set("delta", hole)));
        if (kind == Delta.JSON || odd.contains(Oddity.EMPTY)) {
            frames.add(new Frame(Frame.Role.SIDE, 0, stencil.content("", 0).parts()));
        }
        int size = kind == Delta.JSON
                ? Math.max(2, turn.behaviour().pace().chunk())
                : turn.behaviour().pace().chunk();
        for (String piece : Tokens.split(block.text(), size)) {
            frames.add(stencil.content(piece, size == 1 ? 1 : Tokens.count(piece)));
            if (odd.contains(Oddity.EMPTY)) {
                frames.add(new Frame(Frame.Role.SIDE, 0, stencil.content("", 0).parts()));
                frames.add(Frame.side(event(named("odd_event"))));
            }
        }
        if (kind == Delta.THINKING) {
            ObjectNode signed = Json.object().put("type", "signature_delta");
            signed.set("signature", block.whole().path("signature"));
            frames.add(Frame.side(event(at("content_block_delta", index).set("delta", signed))));
        }
    }

    private static ArrayNode citations(Block block) {
        return block.whole().path("citations") instanceof ArrayNode citations ? citations : Json.array();
    }

    private static ObjectNode at(String type, int index) {
        return named(type).put("index", index);
    }

    private static ObjectNode named(String type) {
        return Json.object().put("type", type);
    }

    private static String event(ObjectNode event) {
        return "event: " + event.path("type").stringValue("") + "\n" + Frame.data(event);
    }
}
