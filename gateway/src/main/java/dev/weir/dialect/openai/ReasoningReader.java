package dev.weir.dialect.openai;

import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiNumbers;
import dev.weir.dialect.OpenAiRejection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads how much a request wants the model to think, in whichever words it says so: `reasoning_effort` (OpenAI),
/// `reasoning{effort,max_tokens,exclude,enabled}` (OpenRouter), `thinking{type,budget_tokens}` (Anthropic's object, as
/// LiteLLM, DeepSeek and Z.ai take it), `extra_body.google.thinking_config` (Google's compatible endpoint). The first
/// that says a thing wins.
final class ReasoningReader {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private @Nullable Mode mode;
    private @Nullable Effort effort;
    private @Nullable Integer budget;
    private @Nullable Boolean shown;

    Reasoning read(Fields request, Leftovers rest) {
        String word = request.text("reasoning_effort");
        if (word != null) {
            effort = effort(word, "/reasoning_effort");
        }
        Fields reasoning = request.object("reasoning");
        if (reasoning != null) {
            openRouter(reasoning);
            rest.and("reasoning", reasoning);
        }
        Fields thinking = request.object("thinking");
        if (thinking != null) {
            anthropic(thinking);
            rest.and("thinking", thinking);
        }
        if (request.node()
                .path("extra_body")
                .path("google")
                .path("thinking_config")
                .isObject()) {
            google(request, rest);
        }
        boolean said = mode != null || effort != null || budget != null || shown != null;
        return said ? new Reasoning(mode, effort, budget, shown) : Reasoning.NONE;
    }

    private void openRouter(Fields reasoning) {
        String word = reasoning.text("effort");
        if (word != null && effort == null) {
            effort = effort(word, "/reasoning/effort");
        }
        Integer tokens = OpenAiNumbers.positive(reasoning, "max_tokens");
        if (tokens != null) {
            budget = tokens;
            mode = Mode.BUDGET;
        }
        Boolean enabled = reasoning.flag("enabled");
        if (enabled != null && mode == null) {
            mode = !enabled ? Mode.OFF : effort == null ? Mode.ADAPTIVE : null;
        }
        Boolean exclude = reasoning.flag("exclude");
        if (exclude != null) {
            shown = !exclude;
        }
    }

    private void anthropic(Fields thinking) {
        String type = thinking.text("type");
        if (type == null) {
            throw OpenAiRejection.missing("/thinking/type");
        }
        Integer tokens = OpenAiNumbers.positive(thinking, "budget_tokens");
        if (mode == null) {
            mode = switch (type) {
                case "enabled" -> tokens == null ? Mode.ADAPTIVE : Mode.BUDGET;
                case "adaptive" -> Mode.ADAPTIVE;
                case "disabled" -> Mode.OFF;
                default ->
                    throw OpenAiRejection.value("/thinking/type", type, List.of("enabled", "adaptive", "disabled"));
            };
            budget = budget == null ? tokens : budget;
        }
        JsonNode display = thinking.node().get("display");
        if (display != null && shown == null) {
            switch (display.asString("")) {
                case "omitted" -> shown = false;
                case "summarized" -> shown = true;
                default -> {
                    return;
                }
            }
            thinking.skip("display");
        }
    }

    private void google(Fields request, Leftovers rest) {
        Fields body = request.object("extra_body");
        Fields google = body == null ? null : body.object("google");
        Fields config = google == null ? null : google.object("thinking_config");
        if (body == null || google == null || config == null) {
            return;
        }
        Boolean include = config.flag("include_thoughts");
        shown = shown == null ? include : shown;
        Integer tokens = config.integer("thinking_budget");
        if (tokens != null && mode == null) {
            mode = tokens == 0 ? Mode.OFF : tokens < 0 ? Mode.ADAPTIVE : Mode.BUDGET;
            budget = tokens > 0 ? tokens : budget;
        }
        String level = config.text("thinking_level");
        if (level != null && effort == null) {
            effort = effort(level.toLowerCase(Locale.ROOT), config.at() + "/thinking_level");
        }
        Leftovers inner = new Leftovers(google).and("thinking_config", config);
        rest.and("extra_body", new Leftovers(body).and("google", inner.extras()).extras());
    }

    private static Effort effort(String word, String at) {
        return switch (word) {
            case "none" -> Effort.NONE;
            case "minimal" -> Effort.MINIMAL;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh" -> Effort.XHIGH;
            case "max" -> Effort.MAX;
            default -> throw OpenAiRejection.value(at, word, EFFORTS);
        };
    }
}
