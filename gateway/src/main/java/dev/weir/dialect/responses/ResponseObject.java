package dev.weir.dialect.responses;

import dev.weir.chat.Finish;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The object that an answer is, with all that the strictest of the SDKs demands of one.
final class ResponseObject {
    private ResponseObject() {}

    /// An answer that has only begun.
    static ObjectNode begun(String id, long created, String model, Identity.@Nullable Keep keep) {
        ObjectNode out = Json.object();
        out.put("id", id);
        out.put("object", "response");
        if (keep != null && keep.conversation() != null) {
            out.putObject("conversation").put("id", keep.conversation());
        }
        out.put("created_at", created);
        out.put("status", "in_progress");
        out.put("background", false);
        out.putNull("error");
        out.putNull("incomplete_details");
        out.putNull("instructions");
        out.putNull("max_output_tokens");
        out.put("model", model);
        out.putArray("output");
        out.put("parallel_tool_calls", true);
        out.put("previous_response_id", keep == null ? null : keep.previous());
        out.putObject("reasoning").putNull("effort").putNull("summary");
        out.put("store", keep != null);
        out.putNull("temperature");
        out.putObject("text").putObject("format").put("type", "text");
        out.put("tool_choice", "auto");
        out.putArray("tools");
        out.putNull("top_p");
        out.put("truncation", "disabled");
        out.putNull("usage");
        out.putNull("user");
        out.putObject("metadata");
        return out;
    }

    /// Makes it what it was in the end.
    static void end(ObjectNode response, List<ObjectNode> items, @Nullable Usage usage, Finish finish) {
        String reason = StopWords.incomplete(finish.stop());
        response.put("status", reason == null ? "completed" : "incomplete");
        if (reason != null) {
            response.putObject("incomplete_details").put("reason", reason);
        }
        output(response, items, usage);
    }

    static void output(ObjectNode response, List<ObjectNode> items, @Nullable Usage usage) {
        ArrayNode output = response.putArray("output");
        items.forEach(output::add);
        if (usage != null) {
            response.set("usage", ResponsesUsage.write(usage));
        }
    }
}
