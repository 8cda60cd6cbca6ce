package dev.weir.rig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// What a scripted upstream does with one request: steps, done one after the other on the connection.
public final class Script {
    sealed interface Step {
        /// Writes these bytes at once.
        record Send(byte[] bytes) implements Step {}

        /// Waits until a test says so.
        record Await(CountDownLatch latch) implements Step {}

        /// Closes the connection in an orderly way.
        record Close() implements Step {}

        /// Resets the connection.
        record Reset() implements Step {}

        /// Does nothing for so long, or until the other side closes.
        record Pause(long millis) implements Step {}

        /// Writes the same again and again, as much as the other side takes and not more than `most` bytes.
        record Flood(byte[] bytes, long most, AtomicLong written) implements Step {}

        /// Does nothing until the other side closes.
        record Hold() implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();

    /// An answer with a body of known length; the connection stays open.
    public static Script reply(int status, String type, byte[] body) {
        return reply(status, Map.of("content-type", type), body);
    }

    public static Script reply(int status, Map<String, String> headers, byte[] body) {
        StringBuilder head = head(status, headers);
        head.append("content-length: ").append(body.length).append("\r\n\r\n");
        return new Script()
                .send(head.toString().getBytes(StandardCharsets.ISO_8859_1))
                .send(body);
    }

    public static Script json(int status, String body) {
        return reply(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /// The head of a chunked event stream; `chunk` and `last` go on.
    public static Script stream() {
        return stream("text/event-stream");
    }

    /// The same of another content type.
    public static Script stream(String type) {
        StringBuilder head = head(200, Map.of("content-type", type));
        head.append("transfer-encoding: chunked\r\n\r\n");
        return new Script().send(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static StringBuilder head(int status, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head;
    }

    public Script send(byte[] bytes) {
        steps.add(new Step.Send(bytes));
        return this;
    }

    public Script chunk(String text) {
        return chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /// One HTTP chunk.
    public Script chunk(byte[] bytes) {
        if (bytes.length == 0) {
            return this;
        }
        byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] out = new byte[head.length + bytes.length + 2];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(bytes, 0, out, head.length, bytes.length);
        out[out.length - 2] = '\r';
        out[out.length - 1] = '\n';
        return send(out);
    }

    /// The last chunk of a body and its end in one: who reads it may know that the answer is over.
    public Script last(String text) {
        chunk(text);
        Step.Send chunk = (Step.Send) steps.removeLast();
        byte[] end = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(chunk.bytes(), chunk.bytes().length + end.length);
        System.arraycopy(end, 0, both, chunk.bytes().length, end.length);
        return send(both);
    }

    /// The end of a chunked body.
    public Script last() {
        return send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /// The same, begun only when a test says so.
    public Script before(CountDownLatch latch) {
        steps.addFirst(new Step.Await(latch));
        return this;
    }

    /// Everything that another does.
    public Script then(Script other) {
        steps.addAll(other.steps);
        return this;
    }

    public Script await(CountDownLatch latch) {
        steps.add(new Step.Await(latch));
        return this;
    }

    public Script pause(long millis) {
        steps.add(new Step.Pause(millis));
        return this;
    }

    public Script close() {
        steps.add(new Step.Close());
        return this;
    }

    public Script reset() {
        steps.add(new Step.Reset());
        return this;
    }

    /// @param written counts the bytes that could be written
    public Script flood(String text, long most, AtomicLong written) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String size = Integer.toHexString(bytes.length) + "\r\n";
        byte[] chunk = (size + text + "\r\n").getBytes(StandardCharsets.UTF_8);
        steps.add(new Step.Flood(chunk, most, written));
        return this;
    }

    public Script hold() {
        steps.add(new Step.Hold());
        return this;
    }

    List<Step> steps() {
        return steps;
    }
}
