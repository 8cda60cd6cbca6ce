package dev.weir.dialect;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Detail;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Traits.Caching;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What one request of an OpenAI dialect tells its host's prompt cache: marks on what is said to the model, in OpenAI's
/// words or in Anthropic's, the next longer time where the host has not the one that is wished for.
///
/// OpenAI marks the newest message itself unless it is told not to. A caller of another API says of every mark where it
/// is to be, so it is told not to, but where the caller asks for just that.
public final class CachePoints {
    private static final String OPTIONS = "prompt_cache_options";

    private final Caching caching;
    private final String silent;
    private final LossList losses;
    private boolean marked;

    /// @param silent why a mark is lost where the host is told nothing
    public CachePoints(Caching caching, String silent, LossList losses) {
        this.caching = caching;
        this.silent = silent;
        this.losses = losses;
    }

    /// Whether a mark has a place anywhere.
    public boolean areTaken() {
        return caching != Caching.ITS_OWN;
    }

    /// Puts the mark of something onto a part of what is said to the model, or tells that it is lost.
    ///
    /// @param at JSON pointer of what bears it
    /// @param part or null where there is none that takes a mark
    public void put(Marks marks, String at, @Nullable ObjectNode part) {
        CacheMark mark = marks.cache();
        if (mark == null) {
            return;
        }
        String path = losses.path(at, Detail.CACHE);
        String field = field();
        if (field == null) {
            losses.dropped(path, silent);
        } else if (part == null) {
            losses.dropped(
                    path,
                    "The prompt cache is marked on what is said to the model; that covers what stands before it.");
        } else if (!part.has(field)) {
            part.set(field, caching == Caching.CONTROL ? control(mark, path) : breakpoint(mark, path));
            marked = true;
        }
    }

    private @Nullable String field() {
        return switch (caching) {
            case ITS_OWN -> null;
            case BREAKPOINTS -> "prompt_cache_breakpoint";
            case CONTROL -> "cache_control";
        };
    }

    private ObjectNode breakpoint(CacheMark mark, String at) {
        ObjectNode said = Json.object().put("mode", "explicit");
        Duration ttl = mark.ttl();
        if (ttl == null) {
            return said;
        }
        switch (Long.signum(ttl.toSeconds() - Duration.ofMinutes(30).toSeconds())) {
            // It is what OpenAI does where nothing is said.
            case -1 -> losses.renamed(at, "The prompt cache keeps for 30 minutes at least here.");
            case 0 -> said.put("ttl", "30m");
            default -> {
                said.put("ttl", "12h");
                if (!ttl.equals(Duration.ofHours(12))) {
                    losses.coerced(at, "The prompt cache keeps for 30 minutes or 12 hours here.");
                }
            }
        }
        return said;
    }

    private ObjectNode control(CacheMark mark, String at) {
        ObjectNode said = Json.object().put("type", "ephemeral");
        Duration ttl = mark.ttl();
        if (ttl == null) {
            return said;
        }
        Duration least = Duration.ofMinutes(5);
        boolean longer = ttl.compareTo(least) > 0;
        if (!ttl.equals(longer ? Duration.ofHours(1) : least)) {
            losses.coerced(at, "The prompt cache keeps for 5 minutes or an hour here.");
        }
        return said.put("ttl", longer ? "1h" : "5m");
    }

    /// Says whether the cache is to hold anything but what is marked.
    ///
    /// @param asked fields of the request, as its caller said them
    public void options(Extras asked, ObjectNode body) {
        boolean others = !asked.owner().startsWith("openai") && !asked.fields().containsKey("cache_control");
        if (marked && others && caching == Caching.BREAKPOINTS && !body.has(OPTIONS)) {
            body.putObject(OPTIONS).put("mode", "explicit");
            losses.added("/" + OPTIONS, "What the caller does not mark is not to be kept in the prompt cache.");
        }
    }
}
