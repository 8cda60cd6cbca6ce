package dev.weir.dialect.openai;

import dev.weir.chat.Delivery;
import dev.weir.chat.Head;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bytes of `chat.completion.chunk` events: what stands before and behind what a chunk says.
final class Chunks {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] END_OF_EVENT = ascii("\n\n");
    private static final byte[] CHOICES = ascii(",\"choices\":[");
    private static final byte[] DELTA = ascii(",\"delta\":{");
    private static final byte[] OPEN = ascii("},\"finish_reason\":null}]}\n\n");
    private static final byte[] OPEN_UNMETERED = ascii("},\"finish_reason\":null}],\"usage\":null}\n\n");

    private final byte[] open;
    private final byte[] last;
    private byte[] start = new byte[0];
    private byte[] prefix = new byte[0];

    Chunks(Delivery delivery) {
        boolean metered = delivery == Delivery.STREAM_WITH_USAGE;
        this.open = metered ? OPEN_UNMETERED : OPEN;
        this.last = ascii(metered ? "}],\"usage\":null}\n\n" : "}]}\n\n");
    }

    void begin(Head head, Identity identity) {
        ByteSink bytes = new ByteSink(160);
        bytes.ascii("data: {\"id\":").json(head.id() == null ? identity.id() : head.id());
        bytes.ascii(",\"object\":\"chat.completion.chunk\",\"created\":");
        bytes.number(head.created() == null ? identity.created() : head.created());
        bytes.ascii(",\"model\":").json(head.model() == null ? identity.model() : head.model());
        start = bytes.toBytes();
        bytes.write(CHOICES);
        prefix = bytes.toBytes();
    }

    /// From now on every chunk says in which class it is served.
    void servedIn(JsonNode tier) {
        ByteSink bytes = new ByteSink(start.length + 64);
        bytes.write(start);
        bytes.ascii(",\"service_tier\":").write(Json.bytes(tier));
        bytes.write(CHOICES);
        prefix = bytes.toBytes();
    }

    /// A chunk about the answer as a whole.
    void about(String field, JsonNode value, ByteSink out) {
        out.write(prefix);
        out.ascii("],").json(field).write(':');
        out.write(Json.bytes(value));
        out.ascii("}").write(END_OF_EVENT);
    }

    /// Everything up to the first field of a delta.
    void head(int choice, ByteSink out) {
        out.write(prefix);
        out.ascii("{\"index\":").number(choice);
        out.write(DELTA);
    }

    /// Everything behind a delta of a choice that goes on.
    void goesOn(ByteSink out) {
        out.write(open);
    }

    /// A chunk that says a list and nothing else.
    void list(String field, ArrayNode entries, ByteSink out) {
        tree(field, entries, out);
    }

    /// A chunk that says an object and nothing else.
    void object(String field, ObjectNode object, ByteSink out) {
        tree(field, object, out);
    }

    private void tree(String field, JsonNode tree, ByteSink out) {
        out.json(field).write(':');
        out.write(Json.bytes(tree));
        out.write(open);
    }

    /// Everything behind the head of a chunk without a delta, but with log-probabilities.
    void logprobs(JsonNode logprobs, ByteSink out) {
        out.ascii("},\"logprobs\":").write(Json.bytes(logprobs));
        // The delta is closed already, so the tail begins behind its brace.
        out.write(open, 1, open.length - 1);
    }

    /// Everything behind the finish of a choice.
    void finished(ByteSink out) {
        out.write(last);
    }

    void usage(JsonNode usage, ByteSink out) {
        out.write(prefix);
        out.ascii("],\"usage\":").write(Json.bytes(usage));
        out.ascii("}").write(END_OF_EVENT);
    }

    void error(JsonNode body, ByteSink out) {
        out.write(DATA);
        out.write(Json.bytes(body));
        out.write(END_OF_EVENT);
    }

    void done(ByteSink out) {
        out.write(DONE);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
