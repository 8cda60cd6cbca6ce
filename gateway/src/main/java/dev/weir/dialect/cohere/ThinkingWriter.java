package dev.weir.dialect.cohere;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Setting;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes how a model is asked to think: `thinking`, on or off, perhaps with a budget of tokens. A model of which
/// nothing is known is asked only by who names thinking itself, for it may refuse the field.
final class ThinkingWriter {
    private ThinkingWriter() {}

    static @Nullable ObjectNode write(Reasoning reasoning, Traits.Thinking can, RequestLosses losses) {
        if (Boolean.FALSE.equals(reasoning.shown())) {
            losses.dropped(Setting.SHOWN, "Cohere shows what its models think.");
        }
        Integer budget = reasoning.budget();
        Effort effort = reasoning.effort();
        boolean off = reasoning.mode() == Mode.OFF || effort == Effort.NONE || budget != null && budget == 0;
        if (off) {
            return can.known() == Support.NO ? null : Json.object().put("type", "disabled");
        }
        if (budget == null && effort == null && reasoning.mode() == null) {
            return null;
        }
        if (can.known() == Support.NO) {
            losses.dropped(Setting.THINKING, "The model does not think.");
            return null;
        }
        if (budget != null) {
            return Json.object().put("type", "enabled").put("token_budget", budget);
        }
        if (effort != null) {
            if (can.known() == Support.UNKNOWN && reasoning.mode() == null) {
                losses.dropped(Setting.EFFORT, "It is not known whether the model thinks.");
                return null;
            }
            losses.coerced(Setting.EFFORT, "Cohere's models think or do not; how much they decide.");
        }
        return Json.object().put("type", "enabled");
    }
}
