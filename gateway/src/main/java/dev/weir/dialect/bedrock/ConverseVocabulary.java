package dev.weir.dialect.bedrock;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where Converse says what a request may say.
final class ConverseVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new ConverseVocabulary();

    private static final String MORE = "/" + RequestReader.ADDITIONAL;
    private static final String FORMAT = "/outputConfig/textFormat";
    private static final String SCHEMA = FORMAT + "/structure/jsonSchema";

    private ConverseVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/messages");
            case MAX_TOKENS -> List.of("/inferenceConfig/maxTokens");
            case STOP -> List.of("/inferenceConfig/stopSequences");
            case LOGPROBS -> List.of(MORE + "/top_logprobs");
            case TEMPERATURE -> List.of("/inferenceConfig/temperature");
            case TOP_P -> List.of("/inferenceConfig/topP");
            case TOP_K -> List.of(MORE + "/top_k", MORE + "/inferenceConfig/topK");
            case FREQUENCY_PENALTY -> List.of(MORE + "/frequency_penalty");
            case PRESENCE_PENALTY -> List.of(MORE + "/presence_penalty");
            case SEED -> List.of(MORE + "/seed");
            case THINKING -> List.of(MORE + "/thinking", MORE + "/reasoningConfig");
            case EFFORT ->
                List.of(
                        "/outputConfig/effort",
                        MORE + "/reasoning_effort",
                        MORE + "/reasoningConfig/maxReasoningEffort");
            case BUDGET -> List.of(MORE + "/thinking/budget_tokens");
            case SHOWN -> List.of(MORE + "/thinking");
            case OUTPUT -> List.of(FORMAT);
            case OUTPUT_SCHEMA -> List.of(SCHEMA + "/schema");
            case OUTPUT_NAME -> List.of(SCHEMA + "/name");
            case OUTPUT_DESCRIPTION -> List.of(SCHEMA + "/description");
            case OUTPUT_STRICT -> List.of(SCHEMA);
            case TOOLS -> List.of("/toolConfig/tools");
            case TOOL_CHOICE -> List.of("/toolConfig/toolChoice");
            case CHOICES, LOGIT_BIAS, PARALLEL -> List.of();
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/toolSpec/inputSchema/json");
            case STRICT -> List.of("/toolSpec/strict");
            case NAME -> List.of("/document/name");
            case SEAL -> List.of("/reasoningContent/reasoningText/signature", "/reasoningContent/redactedContent");
            case CITATIONS -> List.of("/citationsContent/citations");
            case ERROR -> List.of("/toolResult/status");
            case FORMAT, CACHE -> List.of();
        };
    }
}
