package dev.weir.vault;

import dev.weir.dialect.Conversations;
import dev.weir.dialect.Json;
import dev.weir.dialect.Keepsakes;
import dev.weir.vault.Whereabouts.Among;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands under an id that a caller may name.
public sealed interface Stored {
    /// Whether what something used was put on a receipt.
    enum Tally {
        /// It was still being made when it was last seen.
        DUE,
        COUNTED
    }

    /// It lives at a provider.
    record There(Whereabouts at, Tally tally) implements Stored {
        public There(Whereabouts at) {
            this(at, Tally.COUNTED);
        }

        @Override
        public byte[] bytes() {
            ObjectNode out = Json.object();
            out.put("endpoint", at.endpoint());
            out.put("model", at.model());
            out.put("credential", at.credential());
            out.put("among", at.among().name().toLowerCase(Locale.ROOT));
            if (tally == Tally.DUE) {
                out.put("due", true);
            }
            return Json.bytes(out);
        }
    }

    /// The gateway keeps it itself.
    record Here(Keepsakes.Kept kept) implements Stored {
        @Override
        public byte[] bytes() {
            ObjectNode out = Json.object();
            out.set("response", kept.response());
            out.set("input", kept.input());
            if (kept.origin() == Keepsakes.Origin.NATIVE) {
                out.put("native", true);
            }
            return Json.bytes(out);
        }
    }

    /// A conversation that the gateway keeps.
    record Conversation(Conversations.Kept kept) implements Stored {
        @Override
        public byte[] bytes() {
            ObjectNode out = Json.object();
            out.set("conversation", kept.head());
            out.set("items", kept.items());
            out.put("made", kept.made());
            out.put("native", kept.origin() == Keepsakes.Origin.NATIVE);
            return Json.bytes(out);
        }
    }

    /// An item of an answer that the gateway keeps.
    ///
    /// @param answer its id
    record Within(String answer) implements Stored {
        @Override
        public byte[] bytes() {
            return Json.bytes(Json.object().put("within", answer));
        }
    }

    /// As it is kept.
    byte[] bytes();

    /// What was kept, or null when the bytes are not that.
    static @Nullable Stored read(byte[] bytes) {
        JsonNode node = Json.readOrNull(bytes, 0, bytes.length);
        if (node == null) {
            return null;
        }
        if (node.path("response") instanceof ObjectNode response && node.path("input") instanceof ArrayNode input) {
            return new Here(new Keepsakes.Kept(response, input, origin(node)));
        }
        if (node.path("conversation") instanceof ObjectNode head && node.path("items") instanceof ArrayNode items) {
            return new Conversation(
                    new Conversations.Kept(head, items, node.path("made").intValue(0), origin(node)));
        }
        if (node.path("within").isString()) {
            return new Within(node.path("within").stringValue());
        }
        return node.path("endpoint").isString()
                ? new There(
                        new Whereabouts(
                                node.path("endpoint").asString(""),
                                node.path("model").asString(""),
                                node.path("credential").asString(""),
                                node.path("among").asString("").equals("several") ? Among.SEVERAL : Among.ONE),
                        node.path("due").booleanValue(false) ? Tally.DUE : Tally.COUNTED)
                : null;
    }

    private static Keepsakes.Origin origin(JsonNode node) {
        return node.path("native").booleanValue(false) ? Keepsakes.Origin.NATIVE : Keepsakes.Origin.TRANSLATED;
    }
}
