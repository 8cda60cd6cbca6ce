package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Loss;
import dev.weir.chat.Traits;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Words of OpenAI's dialects, and of hosts that speak them in their own way, as they arrive in another dialect.
class OpenAiWordsTest {
    private static ClientCodec client(String name) {
        return name.equals("chat") ? new ChatClientCodec() : new ResponsesClientCodec();
    }

    private static ProviderCodec provider(String name) {
        return switch (name) {
            case "chat" -> new ChatProviderCodec();
            case "responses" -> new ResponsesProviderCodec();
            case "messages" -> new MessagesProviderCodec();
            default -> new GeminiProviderCodec();
        };
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    private static Encoded encoded(String client, String more, String provider) {
        ObjectNode body = (ObjectNode) json(
                client.equals("chat")
                        ? "{'model':'m','messages':[{'role':'user','content':'hi'}]}"
                        : "{'model':'m','input':'hi'}");
        ((ObjectNode) json(more)).forEachEntry(body::set);
        Decoded decoded = client(client).decode(Json.text(body).getBytes(StandardCharsets.UTF_8), Asked.NOTHING);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return provider(provider).encode(((Decoded.Accepted) decoded).request(), Traits.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x.test/a.png','detail':'original'}}]}]} | responses | /input/0/content/0/detail | 'original'
            responses | {'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://x.test/a.png','detail':'high'}]}]} | chat | /messages/0/content/0/image_url/detail | 'high'
            responses | {'input':[{'role':'user','content':[{'type':'input_image','image_url':'https://x.test/a.png','detail':'low'}]}]} | responses | /input/0/content/0/detail | 'low'
            chat      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':'https://x.test/a.png'}]}]} | messages | /messages/0/content/0/source/url | 'https://x.test/a.png'
            chat      | {'messages':[{'role':'user','content':[{'type':'document_url','document_url':'https://x.test/a.pdf','document_name':'A'}]}]} | messages | /messages/0/content/0/source/url | 'https://x.test/a.pdf'
            chat      | {'messages':[{'role':'user','content':[{'type':'document_url','document_url':'data:application/pdf;base64,JVBERi0='}]}]} | gemini | /contents/0/parts/0/inlineData/mimeType | 'application/pdf'
            chat      | {'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':'data:audio/mpeg;base64,AAAA'}]}]} | gemini | /contents/0/parts/0/inlineData/mimeType | 'audio/mpeg'
            chat      | {'random_seed':4}         | gemini | /generationConfig/seed | 4
            chat      | {'random_seed':4}         | chat   | /seed                  | 4
            chat      | {'service_tier':'fast'}   | gemini | /serviceTier           | 'priority'
            chat      | {'service_tier':'fast'}   | responses | /service_tier       | 'fast'
            responses | {'service_tier':'ultrafast'} | chat | /service_tier         | 'ultrafast'
            responses | {'context_management':[{'type':'compaction','compact_threshold':9000}]} | responses | /context_management/0/compact_threshold | 9000
            chat      | {'context_management':{'edits':[{'type':'clear_tool_uses_20250919'}]}} | messages | /context_management/edits/0/type | 'clear_tool_uses_20250919'
            """)
    void whatHasACounterpartArrives(String client, String more, String provider, String place, String arrives) {
        Encoded encoded = encoded(client, more, provider);
        assertThat(encoded.body().at(place))
                .as("%s", encoded.body())
                .hasToString(json(arrives).toString());
        assertThat(encoded.losses()).as("%s", encoded.losses()).noneMatch(Loss::lossy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            responses | {'context_management':[{'type':'compaction','compact_threshold':9000}]} | messages | /context_management
            responses | {'context_management':[{'type':'compaction','compact_threshold':9000}]} | gemini   | /context_management
            responses | {'context_management':[{'type':'compaction','compact_threshold':9000}]} | chat     | /context_management
            chat      | {'service_tier':'scale'} | messages | /service_tier
            chat      | {'stream':true,'stream_options':{'include_obfuscation':true}} | messages | /stream_options/include_obfuscation
            """)
    void whatHasNoneIsToldAndNotSent(String client, String more, String provider, String told) {
        Encoded encoded = encoded(client, more, provider);
        assertThat(encoded.losses()).extracting(Loss::path).anyMatch(path -> path.startsWith(told));
        assertThat(encoded.body().at(told).isMissingNode())
                .as("%s", encoded.body())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chat | {'modalities':['text']} | messages
            chat | {'modalities':['text']} | responses
            chat | {'stream':true,'stream_options':{'include_obfuscation':false}} | responses
            chat | {'stream':true,'stream_options':{'include_obfuscation':false}} | gemini
            """)
    void whatAsksForWhatIsDoneAnywayLosesNothing(String client, String more, String provider) {
        assertThat(encoded(client, more, provider).losses()).noneMatch(Loss::lossy);
    }

    /// Every tool, item and choice that the Responses API knows is taken at any provider: sent where it has a word for
    /// it, told where it has none.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools: mcp, file_search, web_search, web_search_preview, web_search_2025_08_26, code_interpreter,"
                        + " image_generation, computer_use_preview, local_shell, computer, shell, apply_patch,"
                        + " tool_search, programmatic_tool_calling",
                "input: computer_call, local_shell_call, web_search_call, file_search_call, code_interpreter_call,"
                        + " image_generation_call, mcp_list_tools, mcp_call, mcp_approval_request, shell_call,"
                        + " apply_patch_call, tool_search_call, additional_tools, compaction, program, program_output,"
                        + " computer_call_output, local_shell_call_output, shell_call_output, apply_patch_call_output,"
                        + " mcp_approval_response, configuration_update, compaction_trigger, tool_search_output"
            })
    void noKindOfTomorrowIsRefused(String kinds) {
        String field = kinds.substring(0, kinds.indexOf(':'));
        String inner = "'id':'i1','call_id':'c1','name':'n','arguments':'{}','action':{'type':'search','query':'q'},"
                + "'operation':{'type':'delete_file','path':'p'},'server_label':'s','server_url':'https://x.test',"
                + "'result':'AAAA','code':'x','queries':['q'],'encrypted_content':'e','output':'x','approve':true";
        for (String kind : kinds.substring(field.length() + 2).split(", ", -1)) {
            String one = "{'type':'" + kind + "'," + inner + "}";
            String more = field.equals("tools")
                    ? "{'tools':[" + one + "]}"
                    : "{'input':[{'role':'user','content':'q'}," + one + ",{'role':'user','content':'go on'}]}";
            for (String provider : List.of("messages", "gemini", "chat", "responses")) {
                Encoded encoded = encoded("responses", more, provider);
                boolean told = encoded.losses().stream()
                        .anyMatch(loss -> loss.path().startsWith(field.equals("tools") ? "/tools/0" : "/input/1"));
                boolean sent = encoded.body().toString().contains("\"" + kind + "\"");
                assertThat(told || sent || kind.equals("additional_tools"))
                        .as("%s at %s: %s", kind, provider, encoded)
                        .isTrue();
            }
        }
    }

    /// What a Mistral client sends back of an answer: thoughts as a list of texts, and what the answer cited.
    @ParameterizedTest
    @CsvSource({"messages", "responses", "gemini", "chat"})
    void aMistralAnswerComesBackToAnyProvider(String provider) {
        Encoded encoded = encoded(
                "chat",
                "{'messages':[{'role':'user','content':'q'},{'role':'assistant','content':[{'type':'thinking',"
                        + "'thinking':[{'type':'text','text':'hm'}],'closed':true},{'type':'text','text':'so it is'},"
                        + "{'type':'reference','reference_ids':[1]}]},{'role':'user','content':'why?'}]}",
                provider);
        assertThat(encoded.body().toString()).contains("so it is").contains("why?");
        assertThat(encoded.losses()).extracting(Loss::path).anyMatch(path -> path.startsWith("/messages/1"));
    }
}
