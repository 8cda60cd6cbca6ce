package dev.weir.route;

import dev.weir.dialect.ErrorReply;
import dev.weir.wire.JsonCursor;
import java.nio.charset.StandardCharsets;

/// Bodies of error replies.
final class Replies {
    private Replies() {}

    static byte[] bytes(ErrorReply reply) {
        return reply.body().getBytes(StandardCharsets.UTF_8);
    }

    /// Whether a provider's error body is what an SDK can read.
    static boolean isJsonObject(byte[] body) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        return json.kind() == JsonCursor.Kind.OBJECT && json.complete();
    }
}
