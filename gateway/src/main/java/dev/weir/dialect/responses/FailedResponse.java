package dev.weir.dialect.responses;

import dev.weir.chat.Failure;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.wire.ByteSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The end of a stream that failed: an `error` event, at which the SDKs raise, and `response.failed` behind it, as
/// OpenAI sends them.
final class FailedResponse {
    private FailedResponse() {}

    /// @param sequence number of the first of the two events
    /// @param response what is known of it; its status and error are set here
    static void write(Failure failure, long sequence, ObjectNode response, ByteSink out) {
        JsonNode error = OpenAiErrorReply.body(failure, "input").path("error");
        ObjectNode event = Json.object();
        event.put("type", "error");
        event.put("sequence_number", sequence);
        event.set("error", error);
        write("error", event, out);
        response.put("status", "failed");
        ObjectNode said = response.putObject("error");
        said.put("code", error.path("code").asString("server_error"));
        said.put("message", failure.message());
        ObjectNode last = Json.object();
        last.put("type", "response.failed");
        last.put("sequence_number", sequence + 1);
        last.set("response", response);
        write("response.failed", last, out);
    }

    private static void write(String name, ObjectNode event, ByteSink out) {
        out.ascii("event: ").ascii(name).ascii("\ndata: ");
        out.write(Json.bytes(event));
        out.ascii("\n\n");
    }
}
