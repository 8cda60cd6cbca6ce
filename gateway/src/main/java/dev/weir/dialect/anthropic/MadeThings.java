package dev.weir.dialect.anthropic;

import dev.weir.chat.Delivered;
import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import java.util.Map;

/// What an answer says was made for it at the account: the container that code ran in, and the files that it wrote.
final class MadeThings {
    private static final Map<String, ThingWalk.Word> WORDS = Map.of(
            "container", ThingWalk.Word.CONTAINER,
            "result", ThingWalk.Word.ALONG,
            "message", ThingWalk.Word.ALONG,
            "delta", ThingWalk.Word.ALONG,
            "content_block", ThingWalk.Word.ALONG,
            "content", ThingWalk.Word.ALONG,
            "file_id", ThingWalk.Word.FILE);

    private MadeThings() {}

    /// @param bytes an answer, or an event of a stream
    static void tell(byte[] bytes, int from, int to, Delivered delivered) {
        for (Ties.Thing thing : ThingWalk.in(bytes, from, to, WORDS)) {
            delivered.made(
                    thing.kind() == Ties.Kind.CONTAINER ? Delivered.Made.CONTAINER : Delivered.Made.FILE, thing.id());
        }
    }
}
