package dev.weir.dialect.openai;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ServiceWords;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Follows one OpenAI Chat stream of any compatible host without building a tree.
///
/// The answer is whole once every choice that was asked for has said why it finished, or, with hosts that never say so
/// (Snowflake), once usage came in a frame of its own. Where a host gives fewer choices than it was asked for, its last
/// word says that these were all. What hosts leave out, repeat or add on the way does not matter here, for the client
/// gets the original bytes.
final class ChatWatch implements Watch {
    private final Delivery delivery;
    private final UsageConvention convention;
    private final Delivered delivered;
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private long begun;
    private long finished;
    private boolean closed;
    private boolean ended;
    private String tier = "default";
    private @Nullable Failure failure;

    private boolean content;
    private boolean choices;
    private boolean noChoices;
    private boolean error;
    private boolean usage;

    ChatWatch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        this.delivery = delivery;
        this.convention = convention;
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return begun != 0 && (closed || (begun & ~finished) == 0 && (ended || hasAll()));
    }

    private boolean hasAll() {
        return Long.bitCount(begun) >= Math.min(delivered.choicesWanted(), Long.SIZE);
    }

    @Override
    public Sight frame(Frame frame) {
        if (frame.says("[DONE]")) {
            ended = true;
            return Sight.LAST;
        }
        content = false;
        choices = false;
        noChoices = false;
        error = "error".equals(frame.name());
        usage = false;
        json.over(frame.data(), frame.from(), frame.to());
        if (!json.enterObject()) {
            return Sight.INVALID;
        }
        boolean first = !delivered.hasBegun();
        String id = null;
        String model = null;
        while (json.next()) {
            if (json.nameIs("choices")) {
                choices();
            } else if (json.nameIs("usage")) {
                usage(frame);
            } else if (json.nameIs("x_groq") && json.enterObject()) {
                while (json.next()) {
                    if (json.nameIs("usage")) {
                        usage(frame);
                    }
                }
            } else if (json.nameIs("error")) {
                error |= json.kind() != JsonCursor.Kind.NULL;
            } else if (json.nameIs("service_tier")) {
                tier();
            } else if (first && json.nameIs("id") && json.isNonEmptyString()) {
                id = json.string();
            } else if (first && json.nameIs("model") && json.isNonEmptyString()) {
                model = json.string();
            }
        }
        if (!json.complete()) {
            return Sight.INVALID;
        }
        if (error) {
            JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
            return new Sight.Failed(OpenAiErrors.of(200, Headers.NONE, node));
        }
        if (failure != null) {
            return new Sight.Failed(failure);
        }
        if (first && (choices || noChoices)) {
            delivered.begin(new Head(id, model, null));
        }
        closed |= noChoices && usage;
        if (content) {
            return Sight.CONTENT;
        }
        return noChoices && usage && delivery == Delivery.STREAM ? Sight.DROP : Sight.PASS;
    }

    /// Every chunk says it again.
    private void tier() {
        if (json.isNonEmptyString() && !json.stringIs(tier)) {
            tier = json.string();
            delivered.servedIn(ServiceWords.tier(tier));
        }
    }

    private void choices() {
        if (!json.enterArray()) {
            return;
        }
        noChoices = true;
        while (json.next()) {
            noChoices = false;
            choices = true;
            choice();
        }
    }

    private void choice() {
        if (!json.enterObject()) {
            return;
        }
        long index = 0;
        boolean done = false;
        while (json.next()) {
            if (json.nameIs("index")) {
                index = json.whole(0);
            } else if (json.nameIs("delta")) {
                delta();
            } else if (json.nameIs("text") && json.isNonEmptyString()) {
                // A legacy completion has its text right here.
                content = true;
                delivered.text(json.string());
            } else if (json.nameIs("finish_reason") && json.isNonEmptyString()) {
                String why = json.string();
                failure = failure == null ? FinishWords.failure(why) : failure;
                done = true;
                content = true;
                delivered.finish(finish(why));
            }
        }
        long bit = 1L << Math.floorMod(index, 64L);
        begun |= bit;
        if (done) {
            finished |= bit;
        }
    }

    private void delta() {
        if (!json.enterObject()) {
            return;
        }
        while (json.next()) {
            if (json.nameIs("content")) {
                if (json.isNonEmptyString()) {
                    content = true;
                    delivered.text(json.string());
                } else if (json.kind() == JsonCursor.Kind.ARRAY) {
                    content |= json.valueTo() - json.valueFrom() > 2;
                }
            } else if (json.nameIs("tool_calls")) {
                if (json.kind() == JsonCursor.Kind.ARRAY && json.valueTo() - json.valueFrom() > 2) {
                    content = true;
                    delivered.toolCall();
                }
            } else if (json.nameIs("reasoning_content") || json.nameIs("reasoning") || json.nameIs("refusal")) {
                content |= json.isNonEmptyString();
            } else if (json.nameIs("audio") || json.nameIs("function_call") || json.nameIs("images")) {
                content |= json.kind() == JsonCursor.Kind.OBJECT || json.kind() == JsonCursor.Kind.ARRAY;
            } else if (json.nameIs("annotations")) {
                cited(json, delivered);
            }
        }
    }

    /// Pages that are cited were searched for, though not every host counts that.
    private static void cited(JsonCursor json, Delivered delivered) {
        if (!json.enterArray()) {
            return;
        }
        while (json.next()) {
            if (!json.enterObject()) {
                continue;
            }
            while (json.next()) {
                if (json.nameIs("type") && json.stringIs(Citations.PAGE)) {
                    delivered.searched(1);
                }
            }
        }
    }

    private void usage(Frame frame) {
        if (json.kind() == JsonCursor.Kind.OBJECT) {
            int from = json.valueFrom();
            int to = json.valueTo();
            if (to > from) {
                usage = true;
                meter(frame.data(), from, to, convention, delivered);
            }
        }
    }

    /// Reads a usage block.
    static void meter(byte[] bytes, int from, int to, UsageConvention convention, Delivered delivered) {
        Usage read = ChatUsage.read(bytes, from, to, convention);
        if (read != null) {
            delivered.meter(read);
        }
    }

    /// Reads why the first choice of an unstreamed answer finished, and whether it cites pages.
    ///
    /// @return why a choice is not whole, or null
    static @Nullable Failure finish(JsonCursor json, Delivered delivered) {
        Failure failure = null;
        if (!json.enterArray()) {
            return null;
        }
        while (json.next()) {
            if (!json.enterObject()) {
                continue;
            }
            while (json.next()) {
                if (json.nameIs("finish_reason") && json.isNonEmptyString()) {
                    String why = json.string();
                    failure = failure == null ? FinishWords.failure(why) : failure;
                    if (delivered.finish() == null) {
                        delivered.finish(finish(why));
                    }
                } else if (json.nameIs("message") && json.enterObject()) {
                    while (json.next()) {
                        if (json.nameIs("annotations")) {
                            cited(json, delivered);
                        }
                    }
                }
            }
        }
        return failure;
    }

    private static Finish finish(String raw) {
        Stop stop = switch (raw) {
            case "stop" -> Stop.COMPLETE;
            case "length" -> Stop.MAX_TOKENS;
            case "tool_calls", "function_call" -> Stop.TOOL_CALLS;
            case "content_filter" -> Stop.REFUSED;
            default -> Stop.OTHER;
        };
        return new Finish(stop, raw, null, Extras.NONE);
    }
}
