package dev.weir.dialect.responses;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.SocketTalk;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Splice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The Responses API over a WebSocket. A client's `response.create` is the body of a request with the names of the
/// message and its stream beside it; every event of the answer is a message.
///
/// The gateway's upstreams are asked over HTTP, where a running response hears nothing more: `response.steer` is
/// answered with `response.steer.failed`, and `generate: false` is refused.
public final class ResponsesSocket implements SocketTalk {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Wish wish(byte[] message) {
        Splice splice;
        try {
            splice = new Splice(message);
        } catch (IllegalArgumentException e) {
            return refused(
                    "A message is one JSON object with a `type`, such as `response.create`: " + e.getMessage() + ".",
                    "/",
                    null);
        }
        Splice.Obj root = splice.root();
        JsonNode type = value(root, "type");
        JsonNode stream = value(root, "stream_id");
        String named = stream != null && stream.isString() ? stream.asString() : null;
        if (type != null && type.isString() && type.asString().equals("response.steer")) {
            return new Wish.Refused(notSteered(root));
        }
        if (type == null || !type.isString() || !type.asString().equals("response.create")) {
            return refused(
                    "A message's `type` is `response.create`" + (type == null ? "." : ", not " + type + "."),
                    "/type",
                    named);
        }
        if (stream != null && named == null) {
            return refused("`stream_id` is a string.", "/stream_id", null);
        }
        JsonNode generate = value(root, "generate");
        if (generate != null && !generate.booleanValue(false)) {
            return refused(
                    "`generate: false` prepares a model for a request on the same connection. This gateway asks its"
                            + " providers over HTTP, where there is no such thing: send the request itself.",
                    "/generate",
                    named);
        }
        JsonNode background = value(root, "background");
        if (background != null && background.booleanValue(false)) {
            return refused("A response in the background cannot be had over a WebSocket.", "/background", named);
        }
        return new Wish.Ask(named, body(splice));
    }

    private static byte[] body(Splice splice) {
        Splice.Obj root = splice.root();
        for (String own : new String[] {"type", "stream_id", "generate", "stream", "background"}) {
            Splice.Member member = root.get(own);
            while (member != null) {
                member.remove(root);
                member = root.get(own);
            }
        }
        root.add("stream", TRUE);
        return splice.toBytes();
    }

    private static @Nullable JsonNode value(Splice.Obj root, String name) {
        Splice.Member member = root.get(name);
        if (member == null) {
            return null;
        }
        byte[] value = member.value();
        return Json.readOrNull(value, 0, value.length);
    }

    private static byte[] notSteered(Splice.Obj root) {
        ObjectNode out = Json.object();
        out.put("type", "response.steer.failed").put("sequence_number", 0);
        out.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", "steering_not_supported")
                .put(
                        "message",
                        "This gateway asks its providers over HTTP, where a running response cannot be steered. Wait"
                                + " for it to end, or close the connection and ask again with this input.");
        ObjectNode steer = out.putObject("steer");
        for (String name : new String[] {"previous_response_id", "input"}) {
            JsonNode value = value(root, name);
            if (value != null) {
                steer.set(name, value);
            }
        }
        return Json.bytes(out);
    }

    private Wish refused(String words, String pointer, @Nullable String stream) {
        ByteSink out = new ByteSink(256);
        failure(OpenAiRejection.said(words, pointer, "invalid_value").failure(), stream, out);
        return new Wish.Refused(out.toBytes());
    }

    @Override
    public void event(byte[] data, int from, int to, @Nullable String stream, ByteSink out) {
        if (stream == null) {
            out.write(data, from, to - from);
        } else {
            closed(data, from, to, stream, out);
        }
    }

    /// The rest of an object, with the stream's name at its end.
    private static void closed(byte[] object, int from, int to, @Nullable String stream, ByteSink out) {
        int end = to - 1;
        while (end > from && object[end] != '}') {
            end--;
        }
        out.write(object, from, end - from);
        if (stream != null) {
            out.ascii(",\"stream_id\":").json(stream);
        }
        out.write('}');
    }

    @Override
    public void failure(int status, byte[] reply, @Nullable String stream, ByteSink out) {
        int begin = 0;
        while (begin < reply.length && reply[begin] != '{') {
            begin++;
        }
        if (begin == reply.length) {
            String said = new String(reply, StandardCharsets.UTF_8);
            failure(new Failure.Internal("The answer was no JSON: " + said), stream, out);
            return;
        }
        out.ascii("{\"type\":\"error\",\"status\":").number(status).write(',');
        closed(reply, begin + 1, reply.length, stream, out);
    }

    @Override
    public void failure(Failure failure, @Nullable String stream, ByteSink out) {
        ErrorReply reply = OpenAiErrorReply.of(failure, "input");
        failure(reply.status(), reply.body().getBytes(StandardCharsets.UTF_8), stream, out);
    }
}
