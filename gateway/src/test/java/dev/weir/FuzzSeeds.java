package dev.weir;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Small, valid inputs of each target that show a fuzzer the words: it cuts them, swaps them and breaks them.
final class FuzzSeeds {
    private static final String CHAT_REQUEST = """
            {"model":"m","stream":true,"stream_options":{"include_usage":true},"n":2,"logprobs":true,"top_logprobs":2,
             "max_completion_tokens":9,"stop":["x"],"temperature":0.5,"reasoning_effort":"low","seed":7,
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}},
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},
              {"type":"custom","custom":{"name":"c"}}],"tool_choice":{"type":"function","function":{"name":"f"}},
             "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"é"},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
              {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
               "function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"ok"}]}""";
    private static final String RESPONSES_REQUEST = """
            {"model":"m","instructions":"i","max_output_tokens":20,"reasoning":{"effort":"low","summary":"auto"},
             "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}},"verbosity":"low"},
             "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}],
             "include":["reasoning.encrypted_content"],"store":false,"input":[
              {"role":"user","content":[{"type":"input_text","text":"hi"},
               {"type":"input_image","image_url":"https://e.example/a.png"},{"type":"input_file","file_id":"f"}]},
              {"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"AAAA"},
              {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"c","output":"ok"},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}]}]}""";
    private static final String MESSAGES_REQUEST = """
            {"model":"m","max_tokens":30,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
             "thinking":{"type":"enabled","budget_tokens":1024},"top_k":3,"stop_sequences":["x"],
             "tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],
             "tool_choice":{"type":"any"},"messages":[{"role":"user","content":[{"type":"text","text":"hi"},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
              {"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"},
               "citations":{"enabled":true}}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"AAAA"},
               {"type":"redacted_thinking","data":"AAAA"},{"type":"tool_use","id":"c","name":"f","input":{"a":1}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text",
               "text":"ok"}]}]}]}""";
    private static final String GEMINI_REQUEST = """
            {"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"hi"},
             {"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"file_data":{"file_uri":"gs://a/b"}}]},
             {"role":"model","parts":[{"text":"t","thought":true},{"functionCall":{"name":"f","args":{"a":1}},
              "thoughtSignature":"AAAA"}]},{"role":"user","parts":[{"functionResponse":{"name":"f",
              "response":{"result":"ok"}}}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":
              {"type":"OBJECT","properties":{"a":{"type":"INTEGER"}}}}]},{"googleSearch":{}}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY"}},"generationConfig":{"maxOutputTokens":9,
              "responseMimeType":"application/json","responseSchema":{"type":"OBJECT"},"candidateCount":1,
              "thinkingConfig":{"thinkingBudget":5,"includeThoughts":true}}}""";
    private static final String CONVERSE_REQUEST = """
            {"system":[{"text":"s"},{"cachePoint":{"type":"default","ttl":"1h"}}],"inferenceConfig":{"maxTokens":9,
              "stopSequences":["x"]},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000},
              "top_k":3},"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{
              "schema":"{\\"type\\":\\"object\\"}","name":"n"}}}},"toolConfig":{"tools":[{"toolSpec":{"name":"f",
              "inputSchema":{"json":{"type":"object"}}}},{"systemTool":{"name":"nova_grounding"}}],"toolChoice":
              {"any":{}}},"messages":[{"role":"user","content":[{"text":"u"},{"image":{"format":"png","source":
              {"bytes":"AAAA"}}},{"document":{"format":"md","name":"N","source":{"text":"d"}}},{"guardContent":{"text":
              {"text":"g"}}}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm",
              "signature":"sig"}}},{"toolUse":{"toolUseId":"c1","name":"f","input":{"a":1.5}}}]},{"role":"user",
              "content":[{"toolResult":{"toolUseId":"c1","content":[{"json":{"b":[2]}},{"text":"t"}]}}]}]}""";
    private static final String CHAT_ANSWER = """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{
             "role":"assistant","content":"hi","refusal":null,"reasoning_content":"r","annotations":[{"type":
             "url_citation","url_citation":{"url":"https://e.example","title":"t","start_index":0,"end_index":2}}],
             "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             "logprobs":{"content":[{"token":"hi","logprob":-0.1,"bytes":[104],"top_logprobs":[]}]},
             "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,
             "prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}}""";
    private static final String RESPONSES_ANSWER = """
            {"id":"resp_1","object":"response","created_at":1,"model":"m","status":"completed","output":[
             {"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"AAAA"},
             {"type":"web_search_call","id":"ws","status":"completed","action":{"type":"search","query":"q"}},
             {"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{}","status":"completed"},
             {"type":"message","id":"m","role":"assistant","status":"completed","content":[{"type":"output_text",
              "text":"hi","annotations":[{"type":"url_citation","url":"u","title":"t","start_index":0,"end_index":1}]},
              {"type":"refusal","refusal":"no"}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7,
              "input_tokens_details":{"cached_tokens":1},"output_tokens_details":{"reasoning_tokens":1}}}""";
    private static final String MESSAGES_ANSWER = """
            {"id":"msg","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"t",
             "signature":"AAAA"},{"type":"text","text":"hi","citations":[{"type":"char_location","cited_text":"c",
             "document_index":0,"start_char_index":0,"end_char_index":1}]},{"type":"server_tool_use","id":"s","name":
             "web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]},
             {"type":"tool_use","id":"c","name":"f","input":{"a":1.0}}],"stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":5,"cache_read_input_tokens":1,"output_tokens":2,"service_tier":"standard"}}""";
    private static final String GEMINI_ANSWER = """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"t","thought":true},{"text":"hié"},
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"AAAA"}]},"finishReason":"STOP",
             "groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"u","title":"t"}}],
              "groundingSupports":[{"segment":{"startIndex":0,"endIndex":2,"text":"hi"},"groundingChunkIndices":[0]}]},
             "avgLogprobs":-0.1}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":8,
             "thoughtsTokenCount":1},"modelVersion":"m","responseId":"r"}""";
    private static final String COHERE_ANSWER = """
            {"id":"c","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"p","content":[{"type":
             "text","text":"hi"}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}],
             "citations":[{"start":0,"end":2,"text":"hi","sources":[{"type":"document","id":"d","document":{}}]}]},
             "usage":{"billed_units":{"input_tokens":5,"output_tokens":2},"tokens":{"input_tokens":9}}}""";

    private static final String CHAT_STREAM = """
            data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"h"}}]}

            : a comment

            data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function",
            data: "function":{"name":"f","arguments":"{"}}]}}]}

            data: {"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"r"},"finish_reason":"stop"}]}

            data: {"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}

            data: [DONE]

            """;
    private static final String RESPONSES_STREAM = """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"m","output":[]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","content":[]}}

            event: response.content_part.added
            data: {"type":"response.content_part.added","output_index":0,"content_index":0,"item_id":"m","part":{"type":"output_text","text":""}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"item_id":"m","delta":"hi"}

            event: response.output_item.done
            data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"m","content":[{"type":"output_text","text":"hi"}]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":""}}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","output_index":1,"item_id":"fc","delta":"{}"}

            event: response.completed
            data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}}

            """;
    private static final String MESSAGES_STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg","model":"m","content":[],"usage":{"input_tokens":5}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"t"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"AAAA"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String COHERE_STREAM = """
            data: {"type":"message-start","id":"c","delta":{"message":{"role":"assistant"}}}

            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"hi"}}}}

            data: {"type":"content-end","index":0}

            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"f","arguments":""}}}}}

            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

            data: {"type":"tool-call-end","index":0}

            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":2}}}}

            """;
    private static final String YAML = """
            listen: 127.0.0.1:8080
            admin: { listen: 127.0.0.1:8081 }
            providers:
              openai: { key: "${OPENAI_API_KEY}", region: eu }
              groq: off
              box: { like: openai-compatible, url: "http://box:8000/v1", models: [ a ], timeout: { first-token: 30s } }
            models:
              smart: { targets: [ openai/gpt-4o, { target: box/a } ], strategy: in-order, timeout: { total: 5m } }
            catalog:
              openai/gpt-4o: { price: { input: 2.2, output: 8.8 }, context: 128k, thinking: "budget:1-2" }
            keys:
              - { name: a, key: k, models: [ smart, "openai/*" ], strict: true }
            cors: { origins: [ "*" ] }
            limits: { body: 32MB, drain: 30s }
            upstream: { proxy: "http://u:p@proxy.example:3128" }
            """;
    private static final String MODELS_DEV = """
            {"openai":{"id":"openai","models":{"gpt-x":{"id":"gpt-x","name":"X","reasoning":true,"tool_call":true,
             "limit":{"context":1000,"output":100},"cost":{"input":1,"output":2.5,"cache_read":0.1},
             "modalities":{"input":["text"],"output":["text"]},"release_date":"2026-01-01"}}}}""";
    private static final String LITE_LLM = """
            {"gpt-x":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,
             "output_cost_per_token":2e-06,"max_input_tokens":1000,"supports_function_calling":true}}""";

    private FuzzSeeds() {}

    static List<byte[]> of(FuzzTarget target) {
        return switch (target) {
            case REQUEST_OF_CHAT -> bytes(CHAT_REQUEST);
            case REQUEST_OF_RESPONSES -> bytes(RESPONSES_REQUEST);
            case REQUEST_OF_MESSAGES -> bytes(MESSAGES_REQUEST);
            case REQUEST_OF_GEMINI -> bytes(GEMINI_REQUEST);
            case REQUEST_OF_CONVERSE -> bytes(CONVERSE_REQUEST);
            case ANSWER_OF_CHAT -> bytes(CHAT_ANSWER);
            case ANSWER_OF_RESPONSES -> bytes(RESPONSES_ANSWER);
            case ANSWER_OF_MESSAGES -> bytes(MESSAGES_ANSWER);
            case ANSWER_OF_GEMINI -> bytes(GEMINI_ANSWER);
            case ANSWER_OF_COHERE -> bytes(COHERE_ANSWER);
            case STREAM_OF_CHAT -> streams(CHAT_STREAM);
            case STREAM_OF_RESPONSES -> streams(RESPONSES_STREAM);
            case STREAM_OF_MESSAGES -> streams(MESSAGES_STREAM);
            case STREAM_OF_GEMINI -> streams(geminiStream());
            case STREAM_OF_COHERE -> streams(COHERE_STREAM);
            case RELAY, EVENTS -> streams(CHAT_STREAM, RESPONSES_STREAM, MESSAGES_STREAM, geminiStream());
            case JSON, EDITS -> bytes(CHAT_REQUEST, CHAT_ANSWER, "[1,-2.5e3,\"\\u00e9\",null,true,{\"\":[]}]");
            case CONFIGURATION -> bytes(YAML);
            case FEED -> bytes(MODELS_DEV, LITE_LLM);
        };
    }

    private static String geminiStream() {
        return "data: " + GEMINI_ANSWER.replace("\n", "").replace("\"finishReason\":\"STOP\",", "") + "\n\ndata: "
                + GEMINI_ANSWER.replace("\n", "") + "\n\n";
    }

    private static List<byte[]> bytes(String... texts) {
        return List.of(texts).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /// The first byte says how long the pieces are.
    private static List<byte[]> streams(String... texts) {
        return List.of(texts).stream()
                .map(text -> ("\u0007" + text).getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
