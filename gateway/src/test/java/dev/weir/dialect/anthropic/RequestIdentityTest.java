package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Loss;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request that is read and written again for Anthropic is the one that was sent: with what says nothing left out
/// (nulls, empty lists, `is_error: false`), and words in the one form that says them all.
class RequestIdentityTest {
    /// A model that takes everything.
    private static final Traits ALL = new Traits(
            null,
            null,
            Set.of(),
            new Thinking(
                    Support.YES,
                    Set.of(Way.BUDGET, Way.ADAPTIVE, Way.EFFORT, Way.OFF),
                    List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX),
                    1024,
                    null),
            Support.YES,
            Support.YES,
            Support.YES,
            Prefill.PLAIN,
            Set.of("anthropic"),
            Support.YES,
            Support.YES,
            Traits.Habits.NONE);

    private static final AtomicInteger REQUESTS = new AtomicInteger();

    static List<Recording> requests() {
        return Recordings.of("anthropic-messages").stream()
                .filter(recording -> recording.request() != null)
                .toList();
    }

    @AfterAll
    static void tell() {
        System.out.println("anthropic-messages: " + REQUESTS + " requests come back as they were sent");
    }

    private static ChatRequest accepted(JsonNode body) {
        Decoded decoded = new MessagesClientCodec().decode(Json.bytes(body), Asked.NOTHING);
        assertThat(decoded).as("%s", decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    private static void same(JsonNode body) {
        Encoded encoded = new MessagesProviderCodec().encode(accepted(body), ALL);
        assertThat(usual(Json.readOrNull(Json.text(encoded.body()))).toPrettyString())
                .isEqualTo(usual(body).toPrettyString());
        assertThat(encoded.losses().stream().filter(Loss::lossy)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRecordedRequestComesBackAsItWasSent(Recording recording) {
        same(Objects.requireNonNull(recording.request()));
        REQUESTS.incrementAndGet();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'max_tokens':5,'messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':0,'messages':[{'role':'user','content':'hi'}],'cache_control':{'type':'ephemeral','ttl':'1h'}",
                "'max_tokens':5,'stream':true,'system':'Be brief.','messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':5,'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},{'type':'text','text':'b'}],'messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':5,'temperature':0.5,'top_k':3,'stop_sequences':['a','b'],'metadata':{'user_id':'u'},'service_tier':'standard_only','inference_geo':'us','speed':'fast','diagnostics':{'previous_message_id':'msg_1'},'container':'c','context_management':{'edits':[{'type':'clear_tool_uses_20250919'}]},'thread':{'type':'create'},'fallbacks':['m2'],'tomorrows':[1],'messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':5,'messages':[{'role':'user','content':'hi'}],'output_config':{'effort':'low','task_budget':{'type':'tokens','total':5},'format':{'type':'json_schema','schema':{'type':'object','properties':{},'additionalProperties':false}}},'thinking':{'type':'adaptive','display':'omitted'}",
                "'max_tokens':5000,'messages':[{'role':'user','content':'hi'}],'thinking':{'type':'enabled','budget_tokens':2000,'display':'summarized'}",
                "'max_tokens':5,'messages':[{'role':'user','content':'hi'}],'thinking':{'type':'disabled'}",
                "'max_tokens':5,'messages':[{'role':'user','content':'hi'}],'thinking':{'type':'between_tools'}",
                "'max_tokens':5,'messages':[{'role':'user','content':'a'},{'role':'system','content':[{'type':'text','text':'b'},{'type':'tool_addition','tool':{'name':'t'}}],'clear_at':'next'},{'role':'assistant','content':'c'},{'role':'user','content':'d'}]",
                "'max_tokens':5,'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'Once upon'}]",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'},'transformations':{'oversized_image':'resize'}},{'type':'image','source':{'type':'url','url':'https://x/y.png'}},{'type':'image','source':{'type':'file','file_id':'f'},'cache_control':{'type':'ephemeral','ttl':'5m'}}]}]",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'AAAA'},'title':'T','context':'C','citations':{'enabled':true}},{'type':'document','source':{'type':'text','media_type':'text/plain','data':'words'}},{'type':'document','source':{'type':'content','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},'title':'U'},{'type':'document','source':{'type':'url','url':'https://x/y.pdf'}},{'type':'document','source':{'type':'file','file_id':'f'}}]}]",
                "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'search_result','source':'https://x','title':'X','content':[{'type':'text','text':'a'}],'citations':{'enabled':true}},{'type':'search_result','source':'s','title':'Y','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}],'cache_control':{'type':'ephemeral'}},{'type':'container_upload','file_id':'f'}]}]",
                "'max_tokens':5,'tools':[{'name':'f','description':'d','input_schema':{'type':'object','properties':{'a':{'type':'string'}}},'strict':false,'defer_loading':true,'input_examples':[{'a':'b'}],'cache_control':{'type':'ephemeral','ttl':'1h'}},{'type':'web_search_20260318','name':'web_search','max_uses':3},{'type':'bash_20250124','name':'bash','cache_control':{'type':'ephemeral'}},{'type':'computer_toolset_20260801','display_width_px':1}],'tool_choice':{'type':'any','disable_parallel_tool_use':true},'messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':5,'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':'f'},'messages':[{'role':'user','content':'hi'}]",
                "'max_tokens':5,'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':{'type':'none'},'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':'AbC='},{'type':'redacted_thinking','data':'XyZ='},{'type':'text','text':'x','citations':[{'type':'char_location','cited_text':'q','document_index':0,'document_title':'D','start_char_index':1,'end_char_index':2}]},{'type':'tool_use','id':'toolu_1','name':'f','input':{'a':1.50},'caller':{'type':'direct'}},{'type':'tool_use','id':'toolu_2','name':'left_click','input':{},'toolset_name':'computer'}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':'words','is_error':true},{'type':'tool_result','tool_use_id':'toolu_2','toolset_name':'computer','content':[{'type':'text','text':'a'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}},{'type':'tool_reference','tool_name':'t'}]},{'type':'text','text':'and?'}]}]",
                "'max_tokens':5,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'q'}},{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result','url':'u','title':'t','encrypted_content':'e'}]},{'type':'mcp_tool_use','id':'mcptoolu_1','name':'n','server_name':'s','input':{}},{'type':'mcp_tool_result','tool_use_id':'mcptoolu_1','is_error':true,'content':[{'type':'text','text':'no'}]},{'type':'compaction','content':'sealed'},{'type':'text','text':'done'}]},{'role':'user','content':'go'}]",
            })
    void everyWordOfAnthropicsComesBack(String fields) {
        same(Ask.json("{'model':'m',".replace('\'', '"') + fields.replace('\'', '"') + "}"));
    }

    @Test
    void theOlderNameOfTheFormIsWrittenAsTheNewer() {
        JsonNode body = Ask.json(
                "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"output_format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{}}}}");
        Encoded encoded = new MessagesProviderCodec().encode(accepted(body), ALL);
        assertThat(encoded.body()
                        .path("output_config")
                        .path("format")
                        .path("type")
                        .asString(""))
                .isEqualTo("json_schema");
        assertThat(encoded.body().has("output_format")).isFalse();
    }

    /// A request in the one form that says what it says: content as blocks, neighbours of one role joined, and nothing
    /// that says nothing.
    private static JsonNode usual(@Nullable JsonNode body) {
        ObjectNode out = ((ObjectNode) Objects.requireNonNull(body)).deepCopy();
        if (out.path("system").isString()) {
            out.set("system", blocks(out.get("system")));
        }
        ArrayNode messages = Json.array();
        for (JsonNode message : out.path("messages")) {
            ObjectNode copy = (ObjectNode) message;
            copy.set("content", blocks(copy.get("content")));
            for (JsonNode block : copy.get("content")) {
                results((ObjectNode) block);
            }
            ObjectNode last = messages.isEmpty() ? null : (ObjectNode) messages.get(messages.size() - 1);
            if (last != null && last.get("role").equals(copy.get("role"))) {
                copy.get("content").forEach(((ArrayNode) last.get("content"))::add);
            } else {
                messages.add(copy);
            }
        }
        out.set("messages", messages);
        JsonNode choice = out.path("tool_choice");
        if (choice.isObject() && choice.size() == 1 && !out.has("tools")) {
            out.remove("tool_choice");
        }
        if (out.path("stream").isBoolean() && !out.get("stream").booleanValue()) {
            out.remove("stream");
        }
        // An effort asks other vendors' models to think, and so it does on the way back.
        if (out.path("output_config").has("effort") && !out.has("thinking")) {
            out.putObject("thinking").put("type", "adaptive");
        }
        // Whoever asks for thinking and does not say how it is shown wants to see it.
        if (Set.of("enabled", "adaptive")
                        .contains(out.path("thinking").path("type").asString(""))
                && !out.path("thinking").has("display")) {
            ((ObjectNode) out.get("thinking")).put("display", "summarized");
        }
        return sorted(out);
    }

    private static void results(ObjectNode block) {
        if (block.path("type").asString("").equals("tool_result")) {
            if (block.path("content").isString()) {
                block.set("content", blocks(block.get("content")));
            }
            if (block.path("is_error").isBoolean() && !block.get("is_error").booleanValue()) {
                block.remove("is_error");
            }
        }
    }

    private static ArrayNode blocks(JsonNode content) {
        if (content instanceof ArrayNode array) {
            return array;
        }
        ArrayNode out = Json.array();
        if (!content.stringValue().isEmpty()) {
            out.addObject().put("type", "text").put("text", content.stringValue());
        }
        return out;
    }

    /// In the order of names, without what says nothing but inside arguments and schemas.
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode out = Json.array();
            array.forEach(each -> out.add(sorted(each)));
            return out;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode out = Json.object();
        List<String> names = new ArrayList<>(node.propertyNames());
        names.stream().sorted().forEach(name -> {
            JsonNode value = node.get(name);
            boolean verbatim = Set.of("input", "input_schema", "schema").contains(name);
            boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
            if (says || verbatim) {
                out.set(name, sorted(value));
            }
        });
        return out;
    }
}
