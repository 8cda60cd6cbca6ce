package dev.weir.dialect.anthropic;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where Anthropic Messages says what a request may say.
final class MessagesVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new MessagesVocabulary();

    private MessagesVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/messages");
            case MAX_TOKENS -> List.of("/max_tokens");
            case STOP -> List.of("/stop_sequences");
            case TEMPERATURE -> List.of("/temperature");
            case TOP_P -> List.of("/top_p");
            case TOP_K -> List.of("/top_k");
            case THINKING -> List.of("/thinking", "/output_config/effort");
            case EFFORT -> List.of("/output_config/effort", "/thinking");
            case BUDGET -> List.of("/thinking/budget_tokens", "/thinking");
            case SHOWN -> List.of("/thinking/display", "/thinking");
            case OUTPUT -> List.of("/output_config/format", "/output_format");
            case OUTPUT_SCHEMA -> List.of("/output_config/format/schema", "/output_format/schema");
            case OUTPUT_STRICT -> List.of("/output_config/format", "/output_format");
            case TOOLS -> List.of("/tools");
            case TOOL_CHOICE -> List.of("/tool_choice");
            case PARALLEL -> List.of("/tool_choice/disable_parallel_tool_use");
            case CHOICES,
                    LOGPROBS,
                    FREQUENCY_PENALTY,
                    PRESENCE_PENALTY,
                    SEED,
                    LOGIT_BIAS,
                    OUTPUT_NAME,
                    OUTPUT_DESCRIPTION -> List.of();
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/input_schema");
            case STRICT -> List.of("/strict");
            case CACHE -> List.of("/cache_control");
            case NAME -> List.of("/title");
            case SEAL -> List.of("/signature", "/data");
            case CITATIONS -> List.of("/citations");
            case ERROR -> List.of("/is_error");
            case FORMAT -> List.of();
        };
    }
}
