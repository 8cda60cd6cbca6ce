package dev.weir.dialect.openai;

import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Json;
import dev.weir.wire.JsonCursor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the usage block of OpenAI Chat and its compatible hosts, off its bytes.
///
/// The buckets always add up to what the provider counts: where its details say more than their sum, the details give
/// way (a recorded OpenRouter stream says 11 reasoning tokens inside 10 completion tokens). Where `total_tokens` proves
/// that reasoning lies outside of the completion, or inside, that counts for more than the convention.
final class ChatUsage {
    private static final long ABSENT = -1;

    private long prompt = ABSENT;
    private long input = ABSENT;
    private long completion = ABSENT;
    private long output = ABSENT;
    private long total = ABSENT;
    private long cacheHit = ABSENT;
    private long numCached = ABSENT;
    private long cached = ABSENT;
    private long cacheRead = ABSENT;
    private long cacheCreation = ABSENT;
    private long reasoning = ABSENT;
    private long searches;
    private long lookups;
    private @Nullable Details promptDetails;
    private @Nullable Details inputDetails;
    private @Nullable Details completionDetails;
    private @Nullable Details outputDetails;

    private ChatUsage() {}

    /// @return null when the block holds no counts: unreadable usage is never zero
    static @Nullable Usage read(byte[] bytes, int from, int to, UsageConvention convention) {
        JsonCursor json = new JsonCursor(bytes, from, to);
        if (!json.enterObject()) {
            return null;
        }
        ChatUsage counts = new ChatUsage();
        while (json.next()) {
            counts.member(json, bytes);
        }
        long read = counts.prompt >= 0 ? counts.prompt : counts.input;
        long written = counts.completion >= 0 ? counts.completion : counts.output;
        if (!json.complete() || read < 0 && written < 0) {
            return null;
        }
        return new Usage(
                counts.input(Math.max(0, read)),
                counts.output(Math.max(0, read), Math.max(0, written), convention),
                Usage.Service.of(null, counts.searches, counts.lookups),
                Usage.Source.REPORTED,
                new Block(Arrays.copyOfRange(bytes, from, to)));
    }

    /// The same of a block that is a tree already.
    static @Nullable Usage read(JsonNode block, UsageConvention convention) {
        byte[] bytes = Json.bytes(block);
        return read(bytes, 0, bytes.length, convention);
    }

    private void member(JsonCursor json, byte[] bytes) {
        if (json.nameIs("prompt_tokens")) {
            prompt = count(json, bytes);
        } else if (json.nameIs("completion_tokens")) {
            completion = count(json, bytes);
        } else if (json.nameIs("total_tokens")) {
            total = count(json, bytes);
        } else if (json.nameIs("prompt_tokens_details")) {
            promptDetails = Details.of(json, bytes);
        } else if (json.nameIs("completion_tokens_details")) {
            completionDetails = Details.of(json, bytes);
        } else if (json.nameIs("input_tokens")) {
            input = count(json, bytes);
        } else if (json.nameIs("output_tokens")) {
            output = count(json, bytes);
        } else if (json.nameIs("input_tokens_details")) {
            inputDetails = Details.of(json, bytes);
        } else if (json.nameIs("output_tokens_details")) {
            outputDetails = Details.of(json, bytes);
        } else if (json.nameIs("prompt_cache_hit_tokens")) {
            cacheHit = count(json, bytes);
        } else if (json.nameIs("num_cached_tokens")) {
            numCached = count(json, bytes);
        } else if (json.nameIs("cached_tokens")) {
            cached = count(json, bytes);
        } else if (json.nameIs("cache_read_input_tokens")) {
            cacheRead = count(json, bytes);
        } else if (json.nameIs("cache_creation_input_tokens")) {
            cacheCreation = count(json, bytes);
        } else if (json.nameIs("reasoning_tokens")) {
            reasoning = count(json, bytes);
        } else if (json.nameIs("num_search_queries")) {
            searches = Math.max(searches, count(json, bytes));
        } else if (json.nameIs("server_tool_use_details")
                || json.nameIs("server_tool_use")
                || json.nameIs("server_side_tool_usage_details")) {
            searches(json, bytes);
        }
    }

    /// What OpenRouter (`server_tool_use_details`) and xAI count of the tools that they run.
    private void searches(JsonCursor json, byte[] bytes) {
        if (!json.enterObject()) {
            return;
        }
        long sum = 0;
        while (json.next()) {
            if (json.nameIs("web_search_requests")
                    || json.nameIs("web_search_calls")
                    || json.nameIs("x_search_calls")) {
                sum += Math.max(0, count(json, bytes));
            } else if (json.nameIs("file_search_calls") || json.nameIs("document_search_calls")) {
                lookups += Math.max(0, count(json, bytes));
            }
        }
        searches = Math.max(searches, sum);
    }

    private Usage.Input input(long sum) {
        Details details = Details.either(promptDetails, inputDetails);
        long left = sum;
        long read = Math.min(first(details.cached, cacheHit, numCached, cached, cacheRead), left);
        left -= read;
        long write = Math.min(first(details.cacheWrite, details.cacheCreation, cacheCreation), left);
        left -= write;
        long audio = Math.min(first(details.audio), left);
        return new Usage.Input(left - audio, read, write, 0, 0, audio);
    }

    private Usage.Output output(long read, long sum, UsageConvention convention) {
        Details details = Details.either(completionDetails, outputDetails);
        long thinking = first(details.reasoning, reasoning);
        boolean outside = switch (convention) {
            case REASONING_OUTSIDE -> total < 0 || total != read + sum;
            case STANDARD, CACHE_HIT_MISS, X_GROQ, CUMULATIVE_CHUNKS -> thinking > 0 && total == read + sum + thinking;
        };
        long left = outside ? sum + thinking : sum;
        long thought = Math.min(thinking, left);
        left -= thought;
        long audio = Math.min(first(details.audio), left);
        left -= audio;
        long images = Math.min(first(details.images), left);
        return new Usage.Output(left - images, thought, audio, images);
    }

    /// The value as a count, or [#ABSENT].
    private static long count(JsonCursor json, byte[] bytes) {
        if (json.kind() != JsonCursor.Kind.NUMBER) {
            return ABSENT;
        }
        long whole = json.whole(ABSENT);
        if (whole >= 0) {
            return whole;
        }
        String spelled =
                new String(bytes, json.valueFrom(), json.valueTo() - json.valueFrom(), StandardCharsets.ISO_8859_1);
        BigDecimal number = spelled.length() > 40 ? BigDecimal.ONE.negate() : new BigDecimal(spelled);
        boolean fits = number.signum() >= 0 && number.precision() - number.scale() <= 18;
        return fits ? number.longValue() : ABSENT;
    }

    /// The first that is a count; 0 when none is.
    private static long first(long... counts) {
        for (long count : counts) {
            if (count >= 0) {
                return count;
            }
        }
        return 0;
    }

    /// What one side's tokens were.
    private static final class Details {
        private static final Details NONE = new Details();

        private long cached = ABSENT;
        private long cacheWrite = ABSENT;
        private long cacheCreation = ABSENT;
        private long reasoning = ABSENT;
        private long audio = ABSENT;
        private long images = ABSENT;

        private static @Nullable Details of(JsonCursor json, byte[] bytes) {
            if (!json.enterObject()) {
                return null;
            }
            Details out = new Details();
            while (json.next()) {
                if (json.nameIs("cached_tokens")) {
                    out.cached = count(json, bytes);
                } else if (json.nameIs("reasoning_tokens")) {
                    out.reasoning = count(json, bytes);
                } else if (json.nameIs("audio_tokens")) {
                    out.audio = count(json, bytes);
                } else if (json.nameIs("image_tokens")) {
                    out.images = count(json, bytes);
                } else if (json.nameIs("cache_write_tokens")) {
                    out.cacheWrite = count(json, bytes);
                } else if (json.nameIs("cache_creation_tokens")) {
                    out.cacheCreation = count(json, bytes);
                }
            }
            return out;
        }

        private static Details either(@Nullable Details one, @Nullable Details other) {
            return one != null ? one : other != null ? other : NONE;
        }
    }

    /// The block's own bytes.
    private record Block(byte[] bytes) implements Usage.Raw {
        @Override
        public JsonNode node() {
            return Json.read(bytes, 0, bytes.length);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Block block && Arrays.equals(bytes, block.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
