package dev.weir.dialect.bedrock;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Usage;
import dev.weir.dialect.BedrockErrors;
import dev.weir.dialect.ByteLane.Sight;
import dev.weir.dialect.ByteLane.Watch;
import dev.weir.dialect.Json;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Follows one stream by the names of its messages, without building a tree but for the last ones.
final class ConverseWatch implements Watch {
    private final Delivered delivered;
    private final JsonCursor json = new JsonCursor(new byte[0], 0, 0);
    private boolean stopped;
    private boolean metered;

    ConverseWatch(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public boolean isComplete() {
        return stopped;
    }

    @Override
    public Sight frame(Frame frame) {
        String name = frame.name() == null ? "" : frame.name();
        return switch (name) {
            case "contentBlockDelta" -> delta(frame);
            case "contentBlockStart" -> start(frame);
            case "messageStart" -> {
                delivered.begin(new Head(null, null, null));
                yield Sight.PASS;
            }
            case "contentBlockStop" -> Sight.PASS;
            case "messageStop" -> {
                JsonNode stop = tree(frame);
                String word = stop == null ? null : stop.path("stopReason").asString(null);
                delivered.finish(StopWords.finish(word));
                stopped = true;
                // An answer may rightly be empty.
                yield metered ? Sight.LAST : Sight.CONTENT;
            }
            case "metadata" -> {
                meter(tree(frame));
                yield stopped ? Sight.LAST : Sight.PASS;
            }
            default ->
                name.endsWith("Exception") || name.endsWith("Error")
                        ? new Sight.Failed(BedrockErrors.inside(name, tree(frame)))
                        : tree(frame) == null ? Sight.INVALID : Sight.PASS;
        };
    }

    private static @Nullable JsonNode tree(Frame frame) {
        return Json.readOrNull(frame.data(), frame.from(), frame.to());
    }

    private void meter(@Nullable JsonNode metadata) {
        metered = true;
        Usage usage = metadata == null ? null : UsageReader.of(metadata);
        if (usage != null) {
            delivered.meter(usage);
        }
    }

    private Sight start(Frame frame) {
        delivered.begin(new Head(null, null, null));
        json.over(frame.data(), frame.from(), frame.to());
        boolean call = false;
        boolean shown = false;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("start") && json.enterObject()) {
                    while (json.next()) {
                        shown = true;
                        call |= json.nameIs("toolUse");
                    }
                }
            }
        }
        if (!json.complete()) {
            return Sight.INVALID;
        }
        if (call) {
            delivered.toolCall();
        }
        return shown ? Sight.CONTENT : Sight.PASS;
    }

    private Sight delta(Frame frame) {
        delivered.begin(new Head(null, null, null));
        json.over(frame.data(), frame.from(), frame.to());
        boolean said = false;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("delta") && json.enterObject()) {
                    while (json.next()) {
                        if (!json.nameIs("text")) {
                            said = true;
                        } else if (json.isNonEmptyString()) {
                            said = true;
                            delivered.text(json.string());
                        }
                    }
                }
            }
        }
        return !json.complete() ? Sight.INVALID : said ? Sight.CONTENT : Sight.PASS;
    }

    /// A failure in a body with a good status, or null.
    static @Nullable Failure look(byte[] body, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean output = false;
        String stop = null;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("output")) {
                    output = json.kind() == JsonCursor.Kind.OBJECT;
                } else if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                    Usage usage = UsageReader.read(Json.readOrNull(body, json.valueFrom(), json.valueTo()));
                    if (usage != null) {
                        delivered.meter(usage);
                    }
                } else if (json.nameIs("serviceTier") && json.kind() == JsonCursor.Kind.OBJECT) {
                    JsonNode tier = Json.readOrNull(body, json.valueFrom(), json.valueTo());
                    delivered.servedIn(tier == null ? null : UsageReader.tier(tier));
                } else if (json.nameIs("stopReason") && json.isNonEmptyString()) {
                    stop = json.string();
                }
            }
        }
        if (!json.complete()) {
            return new Failure.Broken("the provider's answer is not valid JSON", 200);
        }
        if (!output) {
            return BedrockErrors.inside("", Json.readOrNull(body, 0, body.length));
        }
        delivered.begin(new Head(null, null, null));
        delivered.finish(StopWords.finish(stop));
        return null;
    }
}
