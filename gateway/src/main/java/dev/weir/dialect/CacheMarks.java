package dev.weir.dialect;

import dev.weir.chat.CacheMark;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Wishes for the prompt cache on a message, a part or a tool: OpenAI's `prompt_cache_breakpoint`, and Anthropic's
/// `cache_control` as clients of LiteLLM and OpenRouter write it.
public final class CacheMarks {
    private CacheMarks() {}

    /// The mark on this object, or null. What it does not understand stays unread.
    public static @Nullable CacheMark read(Fields fields) {
        CacheMark breakpoint = read(fields, "prompt_cache_breakpoint", "mode", "explicit");
        CacheMark control = read(fields, "cache_control", "type", "ephemeral");
        return breakpoint == null ? control : breakpoint;
    }

    private static @Nullable CacheMark read(Fields fields, String name, String tag, String known) {
        if (!fields.has(name) || !fields.node().get(name).isObject()) {
            return null;
        }
        var node = fields.node().get(name);
        Duration ttl = duration(node.path("ttl").asString(""));
        boolean understood = node.size() == (ttl == null ? 1 : 2);
        if (!node.path(tag).asString(known).equals(known) || !understood && !node.isEmpty()) {
            return null;
        }
        fields.skip(name);
        return new CacheMark(ttl);
    }

    /// `5m`, `1h`, `30s` as a duration; null when it is none.
    private static @Nullable Duration duration(String text) {
        if (text.length() < 2 || text.length() > 6) {
            return null;
        }
        int amount = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) {
                return null;
            }
            amount = amount * 10 + digit;
        }
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> null;
        };
    }
}
