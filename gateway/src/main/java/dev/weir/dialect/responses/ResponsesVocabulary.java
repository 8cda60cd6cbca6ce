package dev.weir.dialect.responses;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where the Responses API says what a request may say.
final class ResponsesVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new ResponsesVocabulary();

    private ResponsesVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/input");
            case MAX_TOKENS -> List.of("/max_output_tokens");
            case LOGPROBS -> List.of("/top_logprobs", "/include");
            case TEMPERATURE -> List.of("/temperature");
            case TOP_P -> List.of("/top_p");
            case FREQUENCY_PENALTY -> List.of("/frequency_penalty");
            case PRESENCE_PENALTY -> List.of("/presence_penalty");
            case THINKING -> List.of("/reasoning");
            case EFFORT -> List.of("/reasoning/effort", "/reasoning");
            case BUDGET -> List.of("/reasoning");
            case SHOWN -> List.of("/reasoning/summary", "/reasoning/generate_summary", "/reasoning");
            case OUTPUT -> List.of("/text/format");
            case OUTPUT_SCHEMA -> List.of("/text/format/schema");
            case OUTPUT_NAME -> List.of("/text/format/name");
            case OUTPUT_DESCRIPTION -> List.of("/text/format/description");
            case OUTPUT_STRICT -> List.of("/text/format/strict");
            case TOOLS -> List.of("/tools");
            case TOOL_CHOICE -> List.of("/tool_choice");
            case PARALLEL -> List.of("/parallel_tool_calls");
            case STOP, CHOICES, TOP_K, SEED, LOGIT_BIAS -> List.of();
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/parameters");
            case STRICT -> List.of("/strict");
            case FORMAT -> List.of("/format");
            case CACHE -> List.of("/prompt_cache_breakpoint", "/cache_control");
            case NAME -> List.of("/filename", "/name");
            case SEAL -> List.of("/encrypted_content");
            case CITATIONS -> List.of("/annotations");
            case ERROR -> List.of();
        };
    }
}
