package dev.weir.dialect.cohere;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where Cohere says what a request may say.
final class CohereVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new CohereVocabulary();

    private CohereVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/messages");
            case MAX_TOKENS -> List.of("/max_tokens");
            case STOP -> List.of("/stop_sequences");
            case LOGPROBS -> List.of("/logprobs");
            case TEMPERATURE -> List.of("/temperature");
            case TOP_P -> List.of("/p");
            case TOP_K -> List.of("/k");
            case FREQUENCY_PENALTY -> List.of("/frequency_penalty");
            case PRESENCE_PENALTY -> List.of("/presence_penalty");
            case SEED -> List.of("/seed");
            case THINKING -> List.of("/thinking");
            case EFFORT -> List.of("/thinking/type", "/thinking");
            case BUDGET -> List.of("/thinking/token_budget", "/thinking");
            case SHOWN -> List.of("/thinking");
            case OUTPUT -> List.of("/response_format");
            case OUTPUT_SCHEMA -> List.of("/response_format/json_schema");
            case OUTPUT_STRICT -> List.of("/response_format/json_schema");
            case TOOLS -> List.of("/tools");
            case TOOL_CHOICE -> List.of("/tool_choice");
            case CHOICES, LOGIT_BIAS, OUTPUT_NAME, OUTPUT_DESCRIPTION, PARALLEL -> List.of();
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/function/parameters");
            case NAME -> List.of("/data/title", "/document/data/title");
            case CITATIONS -> List.of("/citations");
            case STRICT, FORMAT, CACHE, SEAL, ERROR -> List.of();
        };
    }
}
