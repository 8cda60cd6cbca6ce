package dev.weir.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.ClientTalk;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer that a client of Cohere's is given, and for every request of one.
class ClientLawsTest {
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");
    private static final CohereClientCodec CODEC = new CohereClientCodec();
    private static final ClientTalk TALK = new ClientTalk(CODEC, IDENTITY);
    private static final String EVERYTHING = """
            {"model":"m","stream":true,"temperature":0.5,"p":0.9,"k":3,"frequency_penalty":0.1,"presence_penalty":0.2,
             "seed":4,"max_tokens":9,"stop_sequences":["x"],"logprobs":true,"safety_mode":"STRICT","priority":2,
             "citation_options":{"mode":"FAST"},"thinking":{"type":"enabled","token_budget":500},"strict_tools":true,
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
             "tool_choice":"REQUIRED","response_format":{"type":"json_object","json_schema":{"type":"object"}},
             "documents":[{"data":{"text":"one","title":"t"},"id":"d1"},{"data":{"a":{"b":1}}},{"data":{"text":"two"}}],
             "messages":[{"role":"system","content":"s"},
              {"role":"user","content":[{"type":"text","text":"u"},
               {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
               {"type":"image_url","image_url":{"url":"https://x/y.png"}}]},
              {"role":"assistant","tool_plan":"p","tool_calls":[
               {"id":"c1","type":"function","function":{"name":"f","arguments":"{ }"}}]},
              {"role":"tool","tool_call_id":"c1","content":[
               {"type":"document","document":{"data":{"text":"r"},"id":"r1"}},{"type":"text","text":"t"}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"h"},{"type":"text","text":"It is so."}],
               "citations":[{"start":3,"end":5,"text":"is","sources":[{"type":"tool","id":"r1"}],"content_index":1,
                "type":"TEXT_CONTENT"}]},
              {"role":"user","content":"more"}]}""";

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    @Test
    void requestIsTheSameAfterItWasReadAndWritten() {
        var encoded = new CohereProviderCodec().encode(TALK.read(EVERYTHING), Traits.UNKNOWN);
        assertThat(encoded.losses()).isEmpty();
        assertThat(ClientTalk.leaves(encoded.body()))
                .isEqualTo(ClientTalk.leaves(Objects.requireNonNull(Json.readOrNull(EVERYTHING))));
    }

    @Property(tries = 400)
    void streamFoldedIsTheWholeAnswer(@ForAll("responses") ChatResponse response) {
        List<Loss> streamed = new ArrayList<>();
        Fold fold = fold(TALK.stream(response, streamed::add));
        List<Loss> lost = new ArrayList<>();
        byte[] whole = CODEC.encode(response, IDENTITY, lost::add);
        Answer read = new CohereProviderCodec().decode(whole);
        assertThat(fold.isComplete()).isTrue();
        assertThat(callsLast(fold.response())).isEqualTo(((Answer.Whole) read).response());
        assertThat(ClientTalk.paths(streamed)).isEqualTo(ClientTalk.paths(lost));
    }

    @Property(tries = 200)
    void streamCutAnywhereNeverLooksWhole(@ForAll("responses") ChatResponse response, @ForAll int where) {
        Fold fold = fold(TALK.cut(response, where, Delivery.STREAM_WITH_USAGE));
        assertThat(fold.isComplete()).isFalse();
        assertThat(fold.failure()).isInstanceOf(Failure.Broken.class);
        assertThat(Objects.requireNonNull(fold.failure()).message()).endsWith("cut");
    }

    @Property(tries = 400)
    void echoBringsWordsAndCallsBack(@ForAll("responses") ChatResponse response) {
        Choice choice = response.choices().getFirst();
        JsonNode message = TALK.whole(response, _ -> {}).path("message");
        ObjectNode request = Json.object().put("model", "m");
        if (message.path("content").isEmpty() && !message.has("tool_calls")) {
            return;
        }
        request.putArray("messages").add(message);
        List<Part> back = TALK.read(Json.text(request)).turns().getFirst().parts();
        assertThat(words(back)).isEqualTo(words(choice.parts()));
        assertThat(calls(back)).isEqualTo(calls(choice.parts()));
    }

    @Test
    void wrongRequestsAreRejectedWithTheirPlace() {
        assertThat(TALK.rejected("{\"messages\":[]}")).startsWith("invalid request: model:");
        assertThat(TALK.rejected("{\"model\":\"m\",\"messages\":[]}")).contains("messages:");
        assertThat(TALK.rejected("{\"model\":\"m\",\"messages\":[{\"role\":\"narrator\",\"content\":\"x\"}]}"))
                .contains("messages[0].role:", "narrator");
        assertThat(TALK.rejected("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"k\":\"3\"}"))
                .contains("k: it must be an integer, not a string");
        assertThat(TALK.rejected("[]")).contains("JSON object");
    }

    /// In a whole answer calls stand beside the content.
    private static ChatResponse callsLast(ChatResponse response) {
        Choice choice = response.choices().getFirst();
        List<Part> parts = new ArrayList<>(choice.parts());
        parts.removeIf(Part.ToolCall.class::isInstance);
        choice.parts().stream().filter(Part.ToolCall.class::isInstance).forEach(parts::add);
        Choice sorted = new Choice(0, parts, choice.finish(), choice.logprobs(), choice.extras());
        return new ChatResponse(response.head(), List.of(sorted), response.usage(), response.extras());
    }

    private static Fold fold(byte[] stream) {
        return ClientTalk.fold(stream, new SseReader(1 << 20), new CohereProviderCodec().decoder());
    }

    private static String words(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> out.append(text.text());
                case Part.Refusal refusal -> out.append(refusal.text());
                case Part.Thought thought -> out.append(thought.text());
                default -> {}
            }
        }
        return out.toString();
    }

    private static List<String> calls(List<Part> parts) {
        List<String> out = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                out.add(call.id() + call.name() + AnswerWriter.arguments(call.kind(), call.input()));
            }
        }
        return out;
    }
}
