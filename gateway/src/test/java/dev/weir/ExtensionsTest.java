package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
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
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What one provider has and a client's dialect has no word for: the field that carries it, and where it arrives.
class ExtensionsTest {
    private static final Traits ABLE = new Traits(
            200_000,
            64_000,
            Set.of(),
            new Traits.Thinking(
                    Support.YES, Set.of(Traits.Thinking.Way.BUDGET, Traits.Thinking.Way.OFF), List.of(), 1024, 32_000),
            Support.YES,
            Support.YES,
            Support.YES,
            Traits.Prefill.PLAIN,
            Set.of("anthropic", "google", "openai"),
            Support.YES);

    private static ClientCodec client(String name) {
        return switch (name) {
            case "chat" -> new ChatClientCodec();
            case "responses" -> new ResponsesClientCodec();
            case "messages" -> new MessagesClientCodec();
            case "gemini" -> new GeminiClientCodec();
            default -> new CohereClientCodec();
        };
    }

    private static ProviderCodec provider(String name) {
        return switch (name) {
            case "chat" -> new ChatProviderCodec();
            case "responses" -> new ResponsesProviderCodec();
            case "messages" -> new MessagesProviderCodec();
            case "gemini" -> new GeminiProviderCodec();
            case "cohere" -> new CohereProviderCodec();
            default -> new ConverseProviderCodec();
        };
    }

    /// The least that a client may ask.
    private static String least(String client) {
        return switch (client) {
            case "responses" -> "{'model':'m','input':'hi'}";
            case "messages" -> "{'model':'m','max_tokens':9000,'messages':[{'role':'user','content':'hi'}]}";
            case "gemini" -> "{'contents':[{'role':'user','parts':[{'text':'hi'}]}]}";
            default -> "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
        };
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')));
    }

    private static Encoded encoded(String client, String more, String provider) {
        ObjectNode body = (ObjectNode) json(least(client));
        ((ObjectNode) json(more)).forEachEntry(body::set);
        Asked asked = client.equals("gemini") ? new Asked("claude-x", Delivery.WHOLE) : Asked.NOTHING;
        String text = Json.text(body);
        Decoded decoded = client(client).decode(text.getBytes(StandardCharsets.UTF_8), asked);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return provider(provider).encode(((Decoded.Accepted) decoded).request().withModel("anthropic.claude-x"), ABLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat      | {'thinking':{'type':'enabled','budget_tokens':2000}}               | messages | /thinking/budget_tokens | 2000
            chat      | {'reasoning':{'max_tokens':2000}}                                  | gemini | /generationConfig/thinkingConfig/thinkingBudget | 2000
            chat      | {'extra_body':{'google':{'thinking_config':{'thinking_budget':2000}}}} | messages | /thinking/budget_tokens | 2000
            responses | {'reasoning':{'effort':'high'}}                                    | messages | /thinking/type | 'enabled'
            messages  | {'thinking':{'type':'enabled','budget_tokens':2000}}               | gemini | /generationConfig/thinkingConfig/thinkingBudget | 2000
            gemini    | {'generationConfig':{'thinkingConfig':{'thinkingBudget':2000}}}    | messages | /thinking/budget_tokens | 2000
            cohere    | {'thinking':{'type':'enabled','token_budget':2000}}                | messages | /thinking/budget_tokens | 2000
            chat      | {'tools':[{'type':'web_search_20250305','name':'web_search'}]}     | messages | /tools/0/type | 'web_search_20250305'
            chat      | {'web_search_options':{}}                                          | gemini | /tools/0/googleSearch | {}
            chat      | {'tools':[{'googleSearch':{}}]}                                    | messages | /tools/0/name | 'web_search'
            chat      | {'tools':[{'type':'code_interpreter'}]}                            | gemini | /tools/0/codeExecution | {}
            responses | {'tools':[{'type':'web_search'}]}                                  | gemini | /tools/0/googleSearch | {}
            messages  | {'tools':[{'type':'web_search_20250305','name':'web_search'}]}     | responses | /tools/0/type | 'web_search'
            messages  | {'tools':[{'type':'code_execution_20250825','name':'code_execution'}]} | gemini | /tools/0/codeExecution | {}
            gemini    | {'tools':[{'googleSearch':{}}]}                                    | responses | /tools/0/type | 'web_search'
            gemini    | {'tools':[{'urlContext':{}}]}                                      | messages | /tools/0/name | 'web_fetch'
            cohere    | {'tools':[{'type':'web_search_20250305','name':'web_search'}]}     | gemini | /tools/0/googleSearch | {}
            chat      | {'messages':[{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral','ttl':'1h'}}]}]} | messages | /messages/0/content/0/cache_control/ttl | '1h'
            chat      | {'messages':[{'role':'user','content':[{'type':'text','text':'hi','prompt_cache_breakpoint':{'mode':'explicit'}}]}]} | bedrock | /messages/0/content/1/cachePoint/type | 'default'
            responses | {'input':[{'role':'user','content':[{'type':'input_text','text':'hi','cache_control':{'type':'ephemeral'}}]}]} | messages | /messages/0/content/0/cache_control/type | 'ephemeral'
            gemini    | {'contents':[{'role':'user','parts':[{'text':'hi','cache_control':{'type':'ephemeral'}}]}]} | messages | /messages/0/content/0/cache_control/type | 'ephemeral'
            cohere    | {'messages':[{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}]} | messages | /messages/0/content/0/cache_control/type | 'ephemeral'
            chat      | {'service_tier':'flex'}                                            | gemini | /serviceTier | 'flex'
            chat      | {'service_tier':'default'}                                         | messages | /service_tier | 'standard_only'
            responses | {'service_tier':'priority'}                                        | gemini | /serviceTier | 'priority'
            messages  | {'service_tier':'standard_only'}                                   | chat | /service_tier | 'default'
            messages  | {'service_tier':'standard_only'}                                   | responses | /service_tier | 'default'
            messages  | {'service_tier':'standard_only'}                                   | gemini | /serviceTier | 'standard'
            messages  | {'service_tier':'standard_only'}                                   | bedrock | /serviceTier/type | 'default'
            gemini    | {'serviceTier':'flex'}                                             | chat | /service_tier | 'flex'
            gemini    | {'serviceTier':'flex'}                                             | responses | /service_tier | 'flex'
            gemini    | {'serviceTier':'flex'}                                             | bedrock | /serviceTier/type | 'flex'
            messages  | {'metadata':{'user_id':'u'}}                                       | chat | /user | 'u'
            messages  | {'metadata':{'user_id':'u'}}                                       | responses | /safety_identifier | 'u'
            chat      | {'safety_identifier':'u'}                                          | messages | /metadata/user_id | 'u'
            chat      | {'safety_settings':[{'category':'c'}]}                             | gemini | /safetySettings/0/category | 'c'
            messages  | {'safety_settings':[{'category':'c'}]}                             | gemini | /safetySettings/0/category | 'c'
            cohere    | {'safetySettings':[{'category':'c'}]}                              | gemini | /safetySettings/0/category | 'c'
            responses | {'cached_content':'cachedContents/x'}                              | gemini | /cachedContent | 'cachedContents/x'
            chat      | {'context_management':{'edits':[]},'mcp_servers':[{'name':'n'}]}   | messages | /mcp_servers/0/name | 'n'
            gemini    | {'context_management':{'edits':['e']}}                             | messages | /context_management/edits/0 | 'e'
            cohere    | {'mcp_servers':[{'name':'n'}]}                                     | messages | /mcp_servers/0/name | 'n'
            gemini    | {'safety_mode':'STRICT'}                                           | cohere | /safety_mode | 'STRICT'
            messages  | {'citation_options':{'mode':'FAST'}}                               | cohere | /citation_options/mode | 'FAST'
            messages  | {'guardrailConfig':{'guardrailIdentifier':'g'}}                    | bedrock | /guardrailConfig/guardrailIdentifier | 'g'
            messages  | {'tools':[{'type':'bash_20250124','name':'bash'}]}                 | chat | /tools/0/function/name | 'bash'
            messages  | {'tools':[{'type':'text_editor_20250728','name':'str_replace_based_edit_tool','max_characters':99}]} | gemini | /tools/0/functionDeclarations/0/name | 'str_replace_based_edit_tool'
            messages  | {'tools':[{'type':'memory_20250818','name':'memory'}]}             | cohere | /tools/0/function/parameters/required/0 | 'command'
            messages  | {'tools':[{'type':'computer_20250124','name':'computer','display_width_px':800}]} | responses | /tools/0/parameters/required/0 | 'action'
            messages  | {'tools':[{'type':'bash_20250124','name':'bash'}]}                 | bedrock | /tools/0/x | none
            """)
    void whatAClientSaysBesideItsDialectArrives(
            String client, String more, String provider, String pointer, String value) {
        Encoded encoded = encoded(client, more, provider);
        if (value.equals("none")) {
            assertThat(encoded.body().at("/toolConfig/tools/0/toolSpec/name").asString(""))
                    .isEqualTo("bash");
            return;
        }
        assertThat(encoded.body().at(pointer)).isEqualTo(json("[" + value + "]").get(0));
    }

    @Test
    void aToolOfAnthropicsThatNoFunctionIsLikeStandsAmongTheLosses() {
        Encoded encoded = encoded("messages", "{'tools':[{'type':'computer_toolset_20260801'}]}", "chat");
        assertThat(encoded.body().has("tools")).isFalse();
        assertThat(encoded.losses().getFirst().path()).isEqualTo("/tools/0");
    }

    @Test
    void aThreadThatAnthropicHoldsDoesNotGoOnElsewhereWithoutItsHistory() {
        String body = "{'model':'m','max_tokens':9,'thread':{'type':'continue','previous_message_id':'msg_1'},"
                + "'messages':[{'role':'user','content':'and then?'}]}";
        Decoded decoded = new MessagesClientCodec()
                .decode(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        assertThat(((Decoded.Rejected) decoded).failure().message()).contains("thread", "whole conversation");
    }

    @Test
    void everyExtensionFieldStandsInTheDocuments() throws Exception {
        String page = Files.readString(Path.of("../docs/lossless.md"));
        ArrayNode fields = (ArrayNode) json("['thinking','reasoning','web_search_options','cache_control',"
                + "'prompt_cache_breakpoint','service_tier','safety_identifier','safety_settings','cached_content',"
                + "'context_management','mcp_servers','safety_mode','citation_options','guardrailConfig',"
                + "'extra_content','reasoning_details','extra_body']");
        fields.forEach(field -> assertThat(page).contains("`" + field.stringValue()));
    }
}
