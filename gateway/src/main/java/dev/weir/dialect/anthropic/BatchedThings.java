package dev.weir.dialect.anthropic;

import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the messages of a batch name by ids.
public final class BatchedThings {
    private static final Map<String, ThingWalk.Word> WORDS = words();

    private BatchedThings() {}

    private static Map<String, ThingWalk.Word> words() {
        Map<String, ThingWalk.Word> words = new HashMap<>(MessagesByteLane.WORDS);
        words.put("requests", ThingWalk.Word.LIST);
        words.put("params", ThingWalk.Word.ALONG);
        return Map.copyOf(words);
    }

    public static List<Ties.Thing> in(byte[] body) {
        return ThingWalk.in(body, 0, body.length, WORDS);
    }
}
