package dev.weir.dialect.responses;

import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client has of a response whose stream came from a provider as it was, and broke off: its object, its items,
/// and the number of the next event.
///
/// @param items in their order; the last may be open
/// @param open a message that is not complete, or null
/// @param next number of the next event
record BegunResponse(
        ObjectNode response,
        List<ObjectNode> items,
        BitSet finished,
        @Nullable Message open,
        long next) {
    private static final int MAX_FRAME = 16 << 20;

    /// A message that is not complete.
    ///
    /// @param words a text of it that is not, or null
    record Message(
            int index,
            ObjectNode item,
            ArrayNode content,
            @Nullable Words words) {}

    /// A text that is not complete.
    record Words(int number, ObjectNode part, String text) {}

    /// Reads a stream. Null is one that has no beginning, or that stands where nobody else can go on: inside an item
    /// other than a message, between a text's end and its part's, in a text with citations or log-probabilities.
    static @Nullable BegunResponse read(byte[] stream) {
        Reading reading = new Reading();
        try {
            new SseReader(MAX_FRAME).feed(stream, 0, stream.length, reading);
        } catch (SseReader.TooLong e) {
            return null;
        }
        return reading.result();
    }

    /// Whether a text is open.
    boolean isWriting() {
        return open != null && open.words() != null;
    }

    private static final class Reading implements SseReader.Sink {
        private final List<ObjectNode> items = new ArrayList<>();
        private final BitSet finished = new BitSet();
        private final StringBuilder text = new StringBuilder();
        private @Nullable ObjectNode response;
        private @Nullable ObjectNode part;
        private long last = -1;
        private boolean partOpen;
        private boolean over;
        private boolean personal;
        private boolean lost;

        @Override
        public void frame(Frame frame) {
            if (!over
                    && !frame.isSilent()
                    && Json.readOrNull(frame.data(), frame.from(), frame.to()) instanceof ObjectNode event) {
                event(event);
            }
        }

        @Override
        public void unfinished(Frame frame) {
            // The client did not get it.
        }

        private void event(ObjectNode event) {
            String type = event.path("type").asString("");
            if (type.equals("error") || event.hasNonNull("error") || type.equals("response.failed")) {
                over = true;
                return;
            }
            last = Math.max(last, event.path("sequence_number").asLong(-1));
            int index = event.path("output_index").asInt(-1);
            switch (type) {
                case "response.created", "response.in_progress", "response.queued" -> {
                    if (event.path("response") instanceof ObjectNode object) {
                        response = object;
                    }
                }
                case "response.output_item.added" -> added(event, index);
                case "response.output_item.done" -> done(event, index);
                case "response.content_part.added" -> begun(event, index);
                case "response.content_part.done" -> ended(event, index);
                case "response.output_text.delta" -> {
                    lost |= !partOpen;
                    personal |= event.path("logprobs").size() > 0;
                    text.append(event.path("delta").asString(""));
                }
                // From here to the end of its part there is nothing that anybody could add.
                case "response.output_text.done" -> part = null;
                case "response.output_text.annotation.added" -> personal = true;
                default -> {}
            }
        }

        private void added(ObjectNode event, int index) {
            lost |= index != items.size() || finished.cardinality() < items.size();
            if (event.path("item") instanceof ObjectNode item) {
                items.add(item);
            }
        }

        private void done(ObjectNode event, int index) {
            if (index < 0 || index >= items.size() || !(event.path("item") instanceof ObjectNode item)) {
                lost = true;
                return;
            }
            items.set(index, item);
            finished.set(index);
            partOpen = false;
            personal = false;
        }

        private void begun(ObjectNode event, int index) {
            ArrayNode content = content(index);
            if (content != null
                    && !partOpen
                    && event.path("content_index").asInt(-1) == content.size()
                    && event.path("part") instanceof ObjectNode added) {
                content.add(added);
                part = added.path("type").asString("").equals("output_text") ? added : null;
                partOpen = true;
                text.setLength(0);
                text.append(added.path("text").asString(""));
            } else {
                lost = true;
            }
        }

        private void ended(ObjectNode event, int index) {
            ArrayNode content = content(index);
            int number = event.path("content_index").asInt(-1);
            if (content != null && number == content.size() - 1 && event.path("part") instanceof ObjectNode whole) {
                content.set(number, whole);
                partOpen = false;
                personal = false;
            } else {
                lost = true;
            }
        }

        /// Of the message that is open.
        private @Nullable ArrayNode content(int index) {
            boolean is = index == items.size() - 1
                    && index >= 0
                    && items.get(index).path("type").asString("").equals("message");
            return is ? items.get(index).withArrayProperty("content") : null;
        }

        private @Nullable BegunResponse result() {
            ObjectNode begun = response;
            int open = items.size() - finished.cardinality();
            if (begun == null || lost || personal || open > 1) {
                return null;
            }
            if (open == 0) {
                return new BegunResponse(begun, items, finished, null, last + 1);
            }
            int index = items.size() - 1;
            ArrayNode content = content(index);
            ObjectNode writing = part;
            if (content == null || finished.get(index) || partOpen && writing == null) {
                return null;
            }
            Words words = partOpen && writing != null ? new Words(content.size() - 1, writing, text.toString()) : null;
            return new BegunResponse(
                    begun, items, finished, new Message(index, items.get(index), content, words), last + 1);
        }
    }
}
