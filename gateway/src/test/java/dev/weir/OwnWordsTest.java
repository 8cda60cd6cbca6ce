package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.openai.CompletionsClientCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// What a translation loses is told in the caller's own words: every pointer leads to something in his own body.
class OwnWordsTest {
    private static final Traits POOR = new Traits(
            1000,
            100,
            Set.of(MediaKind.VIDEO),
            new Traits.Thinking(Support.NO, Set.of(), List.of(), null, null),
            Support.NO,
            Support.YES,
            Support.NO,
            Traits.Prefill.NONE,
            Set.of(),
            Support.NO);

    private static final List<ProviderCodec> PROVIDERS = List.of(
            new ChatProviderCodec(),
            new ResponsesProviderCodec(),
            new MessagesProviderCodec(),
            new GeminiProviderCodec(),
            new CohereProviderCodec(),
            new ConverseProviderCodec());

    /// A client, the API under which its requests were recorded, and a request that says as much as one can.
    enum Client {
        CHAT(new ChatClientCodec(), "openai-chat", """
                {"model":"m","max_completion_tokens":5000,"stop":["a","b","c","d","e","f"],"n":2,"temperature":1.7,
                 "top_p":0.999,"top_k":900,"frequency_penalty":-1,"presence_penalty":1.5,"seed":99999999999,
                 "logit_bias":{"5":1},"logprobs":true,"top_logprobs":3,"reasoning":{"effort":"minimal","max_tokens":20,
                 "exclude":false},"parallel_tool_calls":false,"tool_choice":{"type":"allowed_tools","allowed_tools":
                 {"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}},"user":"u","metadata":{"a":"b"},
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","strict":false,
                 "schema":{"type":"object","properties":{"a":{"type":"string","minLength":3}}}}},
                 "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}},
                 "cache_control":{"type":"ephemeral"}},{"type":"custom","custom":{"name":"c","format":{"type":"grammar",
                 "grammar":{"syntax":"lark","definition":"x"}}}},{"type":"file_search","vector_store_ids":["v"]}],
                 "web_search_options":{"search_context_size":"low"},"messages":[
                 {"role":"system","content":"be brief"},
                 {"role":"user","name":"ann","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral",
                 "ttl":"30m"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},{"type":"file",
                 "file":{"file_data":"data:application/pdf;base64,AAAA","filename":"a_b.pdf"}},{"type":"image_url",
                 "image_url":{"url":"https://x.test/a.png","detail":"low"}}]},
                 {"role":"assistant","content":"so","reasoning_content":"hm","tool_calls":[{"id":"c:1","type":"function",
                 "function":{"name":"f","arguments":"[1]"},"extra_content":{"google":{"thought_signature":"AAAA"}}}]},
                 {"role":"tool","tool_call_id":"c:1","content":[{"type":"text","text":"r","later":1}]},
                 {"role":"developer","content":"mind it"},
                 {"role":"user","content":"go on"}]}"""),
        COMPLETIONS(new CompletionsClientCodec(), "openai-completions", """
                {"model":"m","prompt":"Once","max_tokens":5000,"stop":["a","b","c","d","e","f"],"n":2,"temperature":1.7,
                 "top_p":0.999,"frequency_penalty":-1,"presence_penalty":1.5,"seed":99999999999,"logit_bias":{"5":1}}"""),
        RESPONSES(new ResponsesClientCodec(), "openai-responses", """
                {"model":"m","instructions":"be brief","max_output_tokens":5,"temperature":1.7,"top_p":0.999,
                 "top_logprobs":2,"reasoning":{"effort":"minimal","summary":"detailed","mode":"pro"},
                 "parallel_tool_calls":false,"max_tool_calls":3,"truncation":"auto","service_tier":"flex",
                 "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","description":"d","strict":false,
                 "schema":{"type":"object","properties":{"a":{"type":"string","minLength":3}}}}},
                 "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},
                 "tools":[{"type":"function","name":"f","strict":true,"parameters":{"type":"object"},
                 "defer_loading":true},{"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark",
                 "definition":"x"}},{"type":"file_search","vector_store_ids":["v"]},{"type":"web_search",
                 "search_context_size":"low"},{"type":"mcp","server_label":"s","server_url":"https://m.test"}],
                 "input":[{"role":"user","content":[{"type":"input_text","text":"hi",
                 "prompt_cache_breakpoint":{"mode":"explicit","ttl":"12h"}},{"type":"input_file","file_id":"file-1"},
                 {"type":"input_image","image_url":"https://x.test/a.png","detail":"low"}]},
                 {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],
                 "encrypted_content":"AAAA"},
                 {"type":"message","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"so",
                 "annotations":[{"type":"file_citation","file_id":"f","filename":"x","index":1}]}]},
                 {"type":"function_call","call_id":"c:1","name":"f","arguments":"[1]","namespace":"ns"},
                 {"type":"function_call_output","call_id":"c:1","output":[{"type":"input_image","file_id":"file-2"}]},
                 {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},
                 {"role":"developer","content":"mind it"},{"role":"user","content":"go on"}]}"""),
        MESSAGES(new MessagesClientCodec(), "anthropic-messages", """
                {"model":"m","max_tokens":5000,"stop_sequences":["a","b","c","d","e","f"],"temperature":0.5,
                 "top_p":0.999,"top_k":900,"thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"},
                 "output_config":{"effort":"max","format":{"type":"json_schema","schema":{"type":"object"}}},
                 "service_tier":"standard_only","metadata":{"user_id":"u"},"inference_geo":"eu","speed":"fast",
                 "container":"co_1","diagnostics":{"previous_message_id":"m0"},
                 "context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},
                 "tool_choice":{"type":"any","disable_parallel_tool_use":true},
                 "tools":[{"name":"f","input_schema":{"type":"object"},"strict":true,"defer_loading":true,
                 "cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"web_search_20250305","name":"web_search",
                 "max_uses":2},{"type":"bash_20250124","name":"bash"},{"type":"computer_toolset_20260801"}],
                 "system":[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}],
                 "messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}},
                 {"type":"document","title":"a_b","context":"c","citations":{"enabled":true},"source":{"type":"base64",
                 "media_type":"application/pdf","data":"AAAA"}},{"type":"image","source":{"type":"file",
                 "file_id":"file_1"}},{"type":"container_upload","file_id":"file_2"}]},
                 {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"AAAA"},
                 {"type":"redacted_thinking","data":"BBBB"},{"type":"text","text":"so","citations":[{"type":
                 "char_location","cited_text":"x","document_index":0,"document_title":"t","start_char_index":0,
                 "end_char_index":1}]},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search",
                 "input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},
                 {"type":"tool_use","id":"c:1","name":"f","input":{"a":1},"caller":{"type":"direct"}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"c:1","is_error":true,"content":[
                 {"type":"text","text":"r"},{"type":"image","source":{"type":"base64","media_type":"image/png",
                 "data":"AAAA"}}],"cache_control":{"type":"ephemeral"}},{"type":"text","text":"and"}]},
                 {"role":"system","content":"mind it"}]}"""),
        /// What Anthropic's newest version brought.
        MESSAGES_NEWEST(new MessagesClientCodec(), "anthropic-messages", """
                {"model":"m","max_tokens":5000,"cache_control":{"type":"ephemeral","ttl":"1h"},
                 "thinking":{"type":"between_tools","later":"zz0"},"thread":{"type":"create","later":"zz1"},
                 "output_config":{"effort":"xhigh","task_budget":{"type":"tokens","total":77777}},
                 "compaction":{"type":"summarize","later":"zz2"},"fallbacks":[{"model":"zz3"}],"billing_policy":"zz4",
                 "mcp_servers":[{"type":"url","url":"https://zz5.test","name":"zz6"}],
                 "tools":[{"type":"custom","name":"f","input_schema":{"type":"object"},"allowed_callers":["zz7"],
                 "input_examples":[{"a":"zz8"}]},{"type":"computer_toolset_20260801","configs":{"a":"zz9"}},
                 {"type":"browser_toolset_20260801","later":"zz10"},{"type":"mcp_toolset","mcp_server_name":"zz11"},
                 {"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25","later":"zz12"},
                 {"type":"advisor_20260301","name":"advisor","model":"zz13"},{"type":"memory_20250818","name":"memory",
                 "later":"zz14"},{"type":"web_fetch_20260318","name":"web_fetch","allowed_domains":["zz15.test"]}],
                 "messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":
                 "image/png","data":"AAAA"},"transformations":{"oversized_image":"zz16"}},{"type":"search_result",
                 "source":"https://zz17.test","title":"zz18","content":[{"type":"text","text":"zz19"}],"citations":
                 {"later":"zz44"}},{"type":"text","text":"zz20"}]},
                 {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"left_click","toolset_name":
                 "zz21","input":{"x":"zz22"},"caller":{"type":"code_execution_20260120","tool_id":"zz23"}},
                 {"type":"mcp_tool_use","id":"mcptoolu_1","name":"zz24","server_name":"zz25","input":{"q":"zz26"}},
                 {"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","content":[{"type":"text","text":"zz27"}]},
                 {"type":"compaction","content":"zz28","signature":"zz29"},{"type":"fallback","from":{"model":"zz30"}},
                 {"type":"container_upload","file_id":"zz31"},{"type":"tomorrows_block","x":"zz32"}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","toolset_name":"zz33",
                 "content":[{"type":"tool_reference","tool_name":"zz34"},{"type":"browser_state","url":
                 "https://zz35.test"},{"type":"search_result","source":"https://zz36.test","title":"zz37","content":[
                 {"type":"text","text":"zz38"}]}]}]},{"role":"system","clear_at":"zz39","effort":"zz40","content":[
                 {"type":"text","text":"zz41"},{"type":"tool_addition","tool":{"name":"zz42"}},
                 {"type":"tool_removal","name":"zz43"}]}]}"""),
        GEMINI(new GeminiClientCodec(), "gemini-generate", """
                {"generation_config":{"maxOutputTokens":5000,"stop_sequences":["a","b","c","d","e"],"temperature":1.7,
                 "topP":0.999,"topK":900,"candidateCount":2,"frequencyPenalty":-1,"presence_penalty":1.5,"seed":9999999,
                 "responseLogprobs":true,"logprobs":3,"responseMimeType":"application/json","responseSchema":{"type":
                 "OBJECT","properties":{"a":{"type":"STRING","minLength":3}}},"thinking_config":{"thinking_budget":20,
                 "include_thoughts":true},"mediaResolution":"MEDIA_RESOLUTION_LOW"},
                 "safety_settings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],
                 "cachedContent":"cachedContents/x","serviceTier":"flex","labels":{"a":"b"},
                 "toolConfig":{"functionCallingConfig":{"mode":"VALIDATED","allowedFunctionNames":["f"]},
                 "includeServerSideToolInvocations":true},
                 "tools":[{"function_declarations":[{"name":"f","parameters":{"type":"OBJECT"},"behavior":"BLOCKING"},
                 {"name":"g"}]},{"google_search":{}},{"googleMaps":{}},{"codeExecution":{}}],
                 "system_instruction":{"parts":[{"text":"be brief"}]},
                 "contents":[{"role":"user","parts":[{"text":"hi"},{"inline_data":{"mime_type":"audio/wav","data":"AAAA",
                 "displayName":"n"}},{"fileData":{"fileUri":"gs://b/a.pdf","mimeType":"application/pdf"}}]},
                 {"role":"model","parts":[{"text":"hm","thought":true,"thought_signature":"AAAA"},{"functionCall":
                 {"name":"f","args":{"a":1}},"thoughtSignature":"BBBB"},{"executableCode":{"language":"PYTHON",
                 "code":"1"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"error":"no"},"scheduling":"SILENT",
                 "parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}},{"text":"and",
                 "videoMetadata":{"fps":1}}]}]}"""),
        /// What Google's newest SDKs send.
        GEMINI_NEWEST(new GeminiClientCodec(), "gemini-generate", """
                {"continuationToken":"zz1","modelArmorConfig":{"promptTemplateName":"zz2"},"store":"zz30",
                 "generationOutputConfig":{"later":"zz3"},"serviceTier":"priority","labels":{"my_label":"zz4"},
                 "generationConfig":{"thinkingConfig":{"include_thoughts":true,"thinking_level":"XHIGH"},
                 "responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"snake_case":
                 {"type":"string","description":"zz5"}}},"speechConfig":{"voice":"zz6"},"imageConfig":{"aspect_ratio":
                 "zz7"}},"toolConfig":{"functionCallingConfig":{"mode":"AUTO","streamFunctionCallArguments":"zz8"},
                 "retrievalConfig":{"languageCode":"zz9"}},
                 "tools":[{"functionDeclarations":[{"name":"f","parameters_json_schema":{"type":"object","properties":
                 {"inner_name":{"type":"string","description":"zz10"}}},"responseJsonSchema":{"description":"zz11"}}]},
                 {"urlContext":{"later":"zz12"}},{"computerUse":{"environment":"zz13"}},{"fileSearch":
                 {"file_search_store_names":["zz14"]}},{"mcpServers":[{"name":"zz15"}]},{"retrieval":{"vertexRagStore":
                 "zz16"}},{"enterpriseWebSearch":{"excludeDomains":["zz17.test"]}},{"parallelAiSearch":{"later":
                 "zz18"}},{"exaAiSearch":{"later":"zz19"}}],
                 "contents":[{"role":"user","parts":[{"text":"zz20"},{"file_data":{"file_uri":"https://zz21.test/a.pdf",
                 "mime_type":"application/pdf"}}]},
                 {"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","willContinue":true}},{"functionCall":
                 {"partialArgs":[{"jsonPath":"$.inner_name","stringValue":"zz22"}]}},{"toolCall":{"id":"t1","toolType":
                 "GOOGLE_SEARCH_WEB","args":{"queries":["zz23"]}}},{"toolResponse":{"id":"t1","toolType":
                 "GOOGLE_SEARCH_WEB","response":{"a":"zz25"}},"thoughtSignature":"QUJD"},{"executableCode":{"id":"e1",
                 "language":"PYTHON","code":"zz26"}},{"codeExecutionResult":{"id":"e1","outcome":"OUTCOME_OK","output":
                 "zz27"}},{"tomorrowsPart":{"x":"zz28"}}]},
                 {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"snake_key":"zz29"},
                 "parts":[{"inline_data":{"mime_type":"image/png","data":"AAAA"}}]}}]}]}"""),
        COHERE(new CohereClientCodec(), "cohere-chat", """
                {"model":"m","max_tokens":5000,"stop_sequences":["a","b","c","d","e","f"],"temperature":1.7,"p":0.999,
                 "k":900,"frequency_penalty":-1,"presence_penalty":1.5,"seed":99999999999,"logprobs":true,
                 "thinking":{"type":"enabled","token_budget":20},"safety_mode":"STRICT","strict_tools":true,
                 "citation_options":{"mode":"fast"},"tool_choice":"REQUIRED","priority":3,
                 "response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"a":{"type":
                 "string","minLength":3}}}},"documents":["words",{"id":"d","data":{"title":"t","snippet":"s"}}],
                 "tools":[{"type":"function","function":{"name":"f"}}],
                 "messages":[{"role":"system","content":"be brief"},{"role":"user","content":[{"type":"text",
                 "text":"hi"},{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}}]},
                 {"role":"assistant","tool_plan":"hm","tool_calls":[{"id":"c:1","type":"function","function":{"name":"f",
                 "arguments":"[1]"}}]},{"role":"tool","tool_call_id":"c:1","content":[{"type":"document","document":
                 {"id":"d2","data":{"text":"r"}}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},
                 {"type":"text","text":"so"}],"citations":[{"start":0,"end":2,"text":"so","sources":[]}]},
                 {"role":"user","content":"go on"}]}""");

        @SuppressWarnings("ImmutableEnumChecker") // codecs hold nothing that changes
        private final ClientCodec codec;

        private final String api;
        private final String body;

        Client(ClientCodec codec, String api, String body) {
            this.codec = codec;
            this.api = api;
            this.body = body;
        }

        private Asked asked() {
            return api.equals("gemini-generate") ? new Asked("m", Delivery.WHOLE) : Asked.NOTHING;
        }

        private List<Loss> losses(String request, ProviderCodec provider, Traits traits) {
            return encoded(request, provider, traits).losses();
        }

        private Encoded encoded(String request, ProviderCodec provider, Traits traits) {
            Asked asked = asked();
            return switch (codec.decode(request.getBytes(StandardCharsets.UTF_8), asked)) {
                case Decoded.Accepted(ChatRequest accepted) -> provider.encode(accepted, traits);
                case Decoded.Rejected rejected -> throw new AssertionError(rejected.failure());
            };
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Client.values())
                .flatMap(client -> PROVIDERS.stream()
                        .flatMap(provider ->
                                Stream.of(Traits.UNKNOWN, POOR).map(traits -> Arguments.of(client, provider, traits))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everythingLostStandsInTheCallersBody(Client client, ProviderCodec provider, Traits traits) {
        List<Loss> losses = client.losses(client.body, provider, traits);

        assertThat(losses).isNotEmpty();
        assertThat(astray(client.body, losses)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void everythingLostOfARecordedRequestStandsInIt(Client client) {
        List<String> astray = new ArrayList<>();
        for (Recording recording : Recordings.of(client.api)) {
            JsonNode request = recording.request();
            if (request != null && recording.status() == 200 && isReadable(client, request)) {
                for (ProviderCodec provider : PROVIDERS) {
                    astray(request.toString(), client.losses(request.toString(), provider, Traits.UNKNOWN))
                            .forEach(path -> astray.add(recording.id() + " to " + provider.dialect() + ": " + path));
                }
            }
        }
        assertThat(astray).isEmpty();
    }

    private static boolean isReadable(Client client, JsonNode request) {
        return client.codec.decode(request.toString().getBytes(StandardCharsets.UTF_8), client.asked())
                instanceof Decoded.Accepted;
    }

    /// Leaves whose meaning the structure of the provider's request carries, or that say what is so anyway.
    private static final Pattern STRUCTURE = Pattern.compile(String.join(
            "|",
            ".*/(type|role|media_type|mime_?[tT]ype|outcome|language)",
            "/model",
            "/logprobs|/generation(_c|C)onfig/(responseLogprobs|responseMimeType)",
            "/parallel_tool_calls|/tool_choice/disable_parallel_tool_use|/strict_tools",
            "/tool_choice(/allowed_tools)?(/mode|/name)?|/toolConfig/functionCallingConfig/mode",
            "/(reasoning|thinking|generation_config/thinking_config|generationConfig/thinkingConfig)/.*",
            "/output_config/effort",
            "/tools/.*/(parameters|function/parameters|input_schema)/type",
            ".*/(id|call_id|tool_call_id|tool_use_id)",
            ".*/is_error",
            ".*/willContinue|.*/jsonPath"));

    /// Every leaf of the caller's body is in the provider's, under whatever name, or on the loss list.
    @ParameterizedTest
    @MethodSource("ways")
    void nothingOfARequestIsDroppedInSilence(Client client, ProviderCodec provider, Traits traits) {
        JsonNode root = Objects.requireNonNull(Json.readOrNull(client.body));
        Encoded encoded = client.encoded(client.body, provider, traits);
        String sent = plain(Json.text(encoded.body()));
        List<String> told = encoded.losses().stream().map(Loss::path).toList();
        List<String> silent = LeafAccounting.leaves(root).stream()
                .filter(leaf -> !STRUCTURE.matcher(leaf.path()).matches())
                .filter(leaf -> told.stream()
                        .noneMatch(
                                path -> leaf.path().equals(path) || leaf.path().startsWith(path + "/")))
                .filter(leaf -> spellings(leaf.value().asString()).noneMatch(sent::contains))
                .map(LeafAccounting.Leaf::toString)
                .toList();
        assertThat(silent).isEmpty();
    }

    /// A value as it is, the bytes of a data URL, and a text as a provider takes it who takes bytes alone.
    private static Stream<String> spellings(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                        value,
                        value.startsWith("data:") ? value.substring(value.indexOf(',') + 1) : value,
                        Base64.getEncoder().encodeToString(bytes))
                .map(OwnWordsTest::plain);
    }

    private static String plain(String text) {
        return text.replace("\\", "").replace("\"", "").toLowerCase(Locale.ROOT);
    }

    /// Paths that lead nowhere. What is added stands in what was made.
    private static List<String> astray(String body, List<Loss> losses) {
        JsonNode root = Objects.requireNonNull(Json.readOrNull(body));
        return losses.stream()
                .filter(loss -> loss.verdict() != Verdict.ADDED)
                .filter(loss -> loss.path().isEmpty()
                        || root.at(JsonPointer.compile(loss.path())).isMissingNode())
                .map(loss -> loss.path() + " (" + loss.reason() + ")")
                .toList();
    }

    private static List<String> paths(Client client, ProviderCodec provider, Traits traits) {
        return client.losses(client.body, provider, traits).stream()
                .filter(Loss::lossy)
                .map(Loss::path)
                .toList();
    }

    @Test
    void chatNamesItsFields() {
        assertThat(paths(Client.CHAT, new ConverseProviderCodec(), POOR))
                .contains(
                        "/n",
                        "/top_logprobs",
                        "/temperature",
                        "/top_p",
                        "/top_k",
                        "/frequency_penalty",
                        "/seed",
                        "/logit_bias",
                        "/reasoning",
                        "/response_format",
                        "/parallel_tool_calls",
                        "/tools/1",
                        "/tools/2",
                        "/web_search_options",
                        "/messages/1/name",
                        "/messages/1/content/1",
                        "/messages/2/tool_calls/0",
                        "/messages/4");
    }

    @Test
    void whatARowTakesOutOfTheProvidersBodyIsNamedAsTheCallerNamedIt() {
        Decoded decoded = Client.GEMINI.codec.decode(
                Client.GEMINI.body.getBytes(StandardCharsets.UTF_8), new Asked("m", Delivery.WHOLE));
        var wording = ((Decoded.Accepted) decoded).request().wording();
        var chat = new ChatProviderCodec().vocabulary();

        assertThat(wording.translated("/frequency_penalty", chat)).isEqualTo("/generation_config/frequencyPenalty");
        assertThat(wording.translated("/max_completion_tokens", chat)).isEqualTo("/generation_config/maxOutputTokens");
        assertThat(wording.translated("/a_field_of_the_hosts_own", chat)).isEqualTo("/a_field_of_the_hosts_own");
    }

    @Test
    void aRequestOfTooManyLossesSaysThatThereAreMoreAndIsLossy() {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            labels.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":{\"a\":1}");
        }
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"later\":{" + labels + "}}";
        List<Loss> losses = Client.CHAT.losses(body, new GeminiProviderCodec(), Traits.UNKNOWN);

        assertThat(losses).hasSizeBetween(2, 257).anyMatch(Loss::lossy);
        assertThat(losses.getLast().reason()).endsWith("There is more than is listed.");
    }

    @Test
    void aLegacyCompletionNamesItsFields() {
        assertThat(paths(Client.COMPLETIONS, new MessagesProviderCodec(), POOR))
                .contains("/n", "/seed", "/logit_bias", "/temperature", "/max_tokens");
    }

    @Test
    void responsesNamesItsFields() {
        assertThat(paths(Client.RESPONSES, new GeminiProviderCodec(), POOR))
                .contains(
                        "/temperature",
                        "/reasoning/effort",
                        "/reasoning/summary",
                        "/text/format",
                        "/parallel_tool_calls",
                        "/tools/0/strict",
                        "/tools/0/defer_loading",
                        "/tools/1",
                        "/tools/1/format",
                        "/tools/2",
                        "/input/0/content/0/prompt_cache_breakpoint",
                        "/input/1",
                        "/input/2/phase",
                        "/input/3/namespace",
                        "/input/5");
        assertThat(paths(Client.RESPONSES, new ResponsesProviderCodec(), POOR)).contains("/max_output_tokens");
    }

    @Test
    void messagesNamesItsFields() {
        assertThat(paths(Client.MESSAGES, new ChatProviderCodec(), POOR))
                .contains(
                        "/temperature",
                        "/top_k",
                        "/thinking",
                        "/output_config/format",
                        "/stop_sequences",
                        "/container",
                        "/diagnostics/previous_message_id",
                        "/tools/0/cache_control",
                        "/tools/0/defer_loading",
                        "/tools/2",
                        "/tools/3",
                        "/system/0/cache_control",
                        "/messages/0/content/0/cache_control",
                        "/messages/0/content/2",
                        "/messages/1/content/0",
                        "/messages/2/content/0/is_error");
        assertThat(paths(Client.MESSAGES, new CohereProviderCodec(), POOR))
                .contains("/tool_choice/disable_parallel_tool_use", "/output_config/format");
    }

    @Test
    void geminiNamesItsFieldsAsTheCallerSpeltThem() {
        assertThat(paths(Client.GEMINI, new MessagesProviderCodec(), POOR))
                .contains(
                        "/generation_config/candidateCount",
                        "/generation_config/logprobs",
                        "/generation_config/maxOutputTokens",
                        "/generation_config/presence_penalty",
                        "/generation_config/seed",
                        "/generation_config/temperature",
                        "/generation_config/responseSchema",
                        "/generation_config/mediaResolution",
                        "/generation_config/thinking_config",
                        "/safety_settings",
                        "/cachedContent",
                        "/tools/0/function_declarations/1",
                        "/tools/2",
                        "/contents/0/parts/1",
                        "/contents/1/parts/0");
    }

    @Test
    void cohereNamesItsFields() {
        assertThat(paths(Client.COHERE, new MessagesProviderCodec(), POOR))
                .contains(
                        "/k",
                        "/p",
                        "/seed",
                        "/logprobs",
                        "/frequency_penalty",
                        "/thinking/type",
                        "/max_tokens",
                        "/safety_mode",
                        "/response_format");
        assertThat(paths(Client.COHERE, new ChatProviderCodec(), POOR)).contains("/stop_sequences", "/documents/1");
    }
}
