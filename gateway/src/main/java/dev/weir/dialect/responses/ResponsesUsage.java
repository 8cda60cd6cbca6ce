package dev.weir.dialect.responses;

import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The usage block of the Responses API: cached tokens inside the input, reasoning inside the output.
///
/// The buckets always add up to what the provider counts: where its details say more than their sum, the details give
/// way. Where `total_tokens` proves that reasoning lies outside of the output, that counts for more than the rule,
/// whatever the row says.
final class ResponsesUsage {
    private ResponsesUsage() {}

    /// @return null when the block holds no counts: unreadable usage is never zero
    static @Nullable Usage read(JsonNode block) {
        long input = count(block.path("input_tokens"));
        long output = count(block.path("output_tokens"));
        if (input < 0 && output < 0) {
            return null;
        }
        long read = Math.max(0, input);
        long written = Math.max(0, output);
        return new Usage(
                input(block.path("input_tokens_details"), read),
                output(block, read, written),
                service(block.path("server_side_tool_usage_details")),
                Usage.Source.REPORTED,
                Usage.Raw.of(block));
    }

    /// What xAI counts of the tools that it runs.
    private static Usage.Service service(JsonNode calls) {
        return Usage.Service.of(
                null,
                known(calls.path("web_search_calls")) + known(calls.path("x_search_calls")),
                known(calls.path("file_search_calls")) + known(calls.path("document_search_calls")));
    }

    private static Usage.Input input(JsonNode details, long input) {
        long left = input;
        long cached = Math.min(known(details.path("cached_tokens")), left);
        left -= cached;
        JsonNode writes = details.path("cache_write_tokens_details");
        long lasting = Math.min(known(writes.path("ttl_12h_tokens")), left);
        long all = known(details.path("cache_write_tokens"));
        long write = Math.min(Math.max(0, all - lasting), left - lasting);
        left -= write + lasting;
        long audio = Math.min(known(details.path("audio_tokens")), left);
        return new Usage.Input(left - audio, cached, write, lasting, 0, audio);
    }

    private static Usage.Output output(JsonNode block, long input, long output) {
        JsonNode details = block.path("output_tokens_details");
        long reasoning = known(details.path("reasoning_tokens"));
        long total = count(block.path("total_tokens"));
        boolean outside = reasoning > 0 && total == input + output + reasoning;
        long left = outside ? output + reasoning : output;
        long thought = Math.min(reasoning, left);
        left -= thought;
        long audio = Math.min(known(details.path("audio_tokens")), left);
        left -= audio;
        long images = Math.min(known(details.path("image_tokens")), left);
        return new Usage.Output(left - images, thought, audio, images);
    }

    /// A usage block as OpenAI writes it.
    static ObjectNode write(Usage usage) {
        Usage.Input in = usage.input();
        Usage.Output written = usage.output();
        ObjectNode out = Json.object();
        out.put("input_tokens", in.total());
        ObjectNode read = out.putObject("input_tokens_details");
        read.put("cached_tokens", in.cacheRead());
        read.put("cache_write_tokens", in.cacheWrite() + in.cacheWriteLong());
        if (in.audio() > 0) {
            read.put("audio_tokens", in.audio());
        }
        out.put("output_tokens", written.total());
        ObjectNode details = out.putObject("output_tokens_details");
        details.put("reasoning_tokens", written.reasoning());
        if (written.audio() > 0) {
            details.put("audio_tokens", written.audio());
        }
        if (written.images() > 0) {
            details.put("image_tokens", written.images());
        }
        out.put("total_tokens", usage.total());
        return out;
    }

    private static long known(JsonNode value) {
        return Math.max(0, count(value));
    }

    /// A count, or -1 when it is none.
    private static long count(JsonNode value) {
        return value.isNumber() && value.asLong(-1) >= 0 ? value.asLong() : -1;
    }
}
