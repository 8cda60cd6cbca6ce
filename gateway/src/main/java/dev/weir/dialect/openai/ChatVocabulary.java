package dev.weir.dialect.openai;

import dev.weir.chat.Detail;
import dev.weir.chat.Setting;
import dev.weir.chat.Vocabulary;
import java.util.List;

/// Where Chat Completions, and what clients of other gateways write in it, say what a request may say.
final class ChatVocabulary implements Vocabulary {
    static final Vocabulary WORDS = new ChatVocabulary();

    private static final String GOOGLE = "/extra_body/google/thinking_config";

    private ChatVocabulary() {}

    @Override
    public List<String> of(Setting setting) {
        return switch (setting) {
            case CONVERSATION -> List.of("/messages");
            case MAX_TOKENS -> List.of("/max_completion_tokens", "/max_tokens");
            case STOP -> List.of("/stop");
            case CHOICES -> List.of("/n");
            case LOGPROBS -> List.of("/top_logprobs", "/logprobs");
            case TEMPERATURE -> List.of("/temperature");
            case TOP_P -> List.of("/top_p");
            case TOP_K -> List.of("/top_k");
            case FREQUENCY_PENALTY -> List.of("/frequency_penalty");
            case PRESENCE_PENALTY -> List.of("/presence_penalty");
            case SEED -> List.of("/seed", "/random_seed");
            case LOGIT_BIAS -> List.of("/logit_bias");
            case THINKING -> List.of("/reasoning_effort", "/reasoning", "/thinking", GOOGLE);
            case EFFORT ->
                List.of(
                        "/reasoning_effort",
                        "/reasoning/effort",
                        GOOGLE + "/thinking_level",
                        "/reasoning",
                        "/thinking",
                        GOOGLE);
            case BUDGET ->
                List.of(
                        "/reasoning/max_tokens",
                        "/thinking/budget_tokens",
                        GOOGLE + "/thinking_budget",
                        "/reasoning",
                        "/thinking",
                        GOOGLE);
            case SHOWN ->
                List.of(
                        "/reasoning/exclude",
                        "/thinking/display",
                        GOOGLE + "/include_thoughts",
                        "/reasoning",
                        "/thinking",
                        GOOGLE);
            case OUTPUT -> List.of("/response_format");
            case OUTPUT_SCHEMA -> List.of("/response_format/json_schema/schema");
            case OUTPUT_NAME -> List.of("/response_format/json_schema/name");
            case OUTPUT_DESCRIPTION -> List.of("/response_format/json_schema/description");
            case OUTPUT_STRICT -> List.of("/response_format/json_schema/strict");
            case TOOLS -> List.of("/tools", "/functions");
            case TOOL_CHOICE -> List.of("/tool_choice", "/function_call");
            case PARALLEL -> List.of("/parallel_tool_calls");
        };
    }

    @Override
    public List<String> of(Detail detail) {
        return switch (detail) {
            case SCHEMA -> List.of("/function/parameters", "/parameters");
            case STRICT -> List.of("/function/strict", "/strict");
            case FORMAT -> List.of("/custom/format");
            case CACHE -> List.of("/cache_control", "/prompt_cache_breakpoint", "/function/cache_control");
            case NAME -> List.of("/name", "/file/filename");
            case SEAL -> List.of("/extra_content", "/signature");
            case CITATIONS -> List.of("/annotations");
            case ERROR -> List.of();
        };
    }
}
