package dev.weir.dialect.gemini;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where `generateContent` says what a request may say, in either spelling.
final class GeminiVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new GeminiVocabulary();

    private static final String CONFIG = "/generationConfig";

    private GeminiVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/contents");
            case MAX_TOKENS -> List.of(CONFIG + "/maxOutputTokens");
            case STOP -> List.of(CONFIG + "/stopSequences");
            case CHOICES -> List.of(CONFIG + "/candidateCount");
            case LOGPROBS -> List.of(CONFIG + "/logprobs", CONFIG + "/responseLogprobs");
            case TEMPERATURE -> List.of(CONFIG + "/temperature");
            case TOP_P -> List.of(CONFIG + "/topP");
            case TOP_K -> List.of(CONFIG + "/topK");
            case FREQUENCY_PENALTY -> List.of(CONFIG + "/frequencyPenalty");
            case PRESENCE_PENALTY -> List.of(CONFIG + "/presencePenalty");
            case SEED -> List.of(CONFIG + "/seed");
            case THINKING -> List.of(CONFIG + "/thinkingConfig");
            case EFFORT -> List.of(CONFIG + "/thinkingConfig/thinkingLevel", CONFIG + "/thinkingConfig");
            case BUDGET -> List.of(CONFIG + "/thinkingConfig/thinkingBudget", CONFIG + "/thinkingConfig");
            case SHOWN -> List.of(CONFIG + "/thinkingConfig/includeThoughts", CONFIG + "/thinkingConfig");
            case OUTPUT ->
                List.of(CONFIG + "/responseJsonSchema", CONFIG + "/responseSchema", CONFIG + "/responseMimeType");
            case OUTPUT_SCHEMA -> List.of(CONFIG + "/responseJsonSchema", CONFIG + "/responseSchema");
            case OUTPUT_STRICT -> List.of(CONFIG + "/responseJsonSchema", CONFIG + "/responseSchema");
            case TOOLS -> List.of("/tools");
            case TOOL_CHOICE -> List.of("/toolConfig/functionCallingConfig");
            case LOGIT_BIAS, OUTPUT_NAME, OUTPUT_DESCRIPTION, PARALLEL -> List.of();
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/parametersJsonSchema", "/parameters");
            case NAME -> List.of("/inlineData/displayName", "/fileData/displayName");
            case SEAL -> List.of("/thoughtSignature");
            case ERROR -> List.of("/functionResponse/response/error");
            case STRICT, FORMAT, CACHE, CITATIONS -> List.of();
        };
    }

    @Override
    public String respelled(String name) {
        return Spelling.snake(name);
    }
}
