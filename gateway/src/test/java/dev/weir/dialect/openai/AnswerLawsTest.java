package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.dialect.Answers;
import dev.weir.dialect.ClientTalk;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What holds for every answer, however it is told.
class AnswerLawsTest {
    private static final ClientTalk TALK = new ClientTalk(new ChatClientCodec(), new Identity("id", 1, "m"));

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    /// The stream, added up as the Python SDK does it, is the whole answer.
    @Property(tries = 500)
    void streamAddsUpToTheWholeAnswer(@ForAll("responses") ChatResponse response) {
        List<Loss> streamLosses = new ArrayList<>();
        StrictFold folded = StrictFold.of(TALK.stream(response, streamLosses::add));
        List<Loss> wholeLosses = new ArrayList<>();
        JsonNode whole = TALK.whole(response, wholeLosses::add);
        assertThat(folded.isDone()).isTrue();
        assertThat(folded.usage()).isEqualTo(whole.path("usage"));
        for (JsonNode choice : whole.path("choices")) {
            int index = choice.path("index").asInt();
            ObjectNode streamed = folded.choices().get(index);
            assertThat(said(streamed.path("message"))).isEqualTo(said(choice.path("message")));
            assertThat(streamed.get("finish_reason")).isEqualTo(choice.get("finish_reason"));
        }
        assertThat(ClientTalk.paths(streamLosses)).isEqualTo(ClientTalk.paths(wholeLosses));
    }

    /// What a client echoes brings back every thought and every seal that the answer had.
    @Property(tries = 500)
    void echoBringsThoughtsAndSealsBack(@ForAll("responses") ChatResponse response) {
        JsonNode whole = TALK.whole(response, _ -> {});
        for (Choice choice : response.choices()) {
            JsonNode message = whole.path("choices").get(choice.index()).path("message");
            List<Part> back = echoed(message);
            assertThat(seals(back)).containsAll(representable(choice.parts()));
            assertThat(calls(back)).isEqualTo(calls(choice.parts()));
            assertThat(text(back)).isEqualTo(text(choice.parts()));
        }
    }

    @Property(tries = 300)
    void streamCutAnywhereNeverLooksComplete(@ForAll("responses") ChatResponse response, @ForAll int where) {
        StrictFold folded = StrictFold.of(TALK.cut(response, where, Delivery.STREAM));
        assertThat(folded.isDone()).isFalse();
        assertThat(folded.error()).isNotNull();
    }

    @Property(tries = 100)
    void madeUpStreamsAreWellFormed(@ForAll("responses") ChatResponse response) {
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        Answers.events(response).forEach(grammar);
        assertThat(fold.response()).isEqualTo(response);
    }

    /// A message without what only one of the two ways says: nulls, list indexes, an empty content.
    private static JsonNode said(JsonNode message) {
        ObjectNode out = Json.object();
        message.forEachEntry((name, value) -> {
            boolean empty = value.isNull()
                    || name.equals("content") && value.asString("").isEmpty();
            if (!empty) {
                out.set(name, name.equals("reasoning_details") ? details(value) : unnumbered(value));
            }
        });
        return out;
    }

    /// Only sealed thoughts: a stream cannot know at an unsealed one whether a sealed one will come. So their numbers
    /// differ, and the ids made from these.
    private static JsonNode details(JsonNode details) {
        Set<String> out = new TreeSet<>();
        for (JsonNode detail : details) {
            if (detail.path("signature").isString() || detail.path("data").isString()) {
                ObjectNode copy = (ObjectNode) detail.deepCopy();
                copy.remove("index");
                if (copy.path("id").asString("").startsWith(ThoughtReader.MADE_ID)) {
                    copy.remove("id");
                }
                out.add(copy.toString());
            }
        }
        return Json.string(out.toString());
    }

    private static JsonNode unnumbered(JsonNode value) {
        JsonNode copy = value.deepCopy();
        if (copy.isArray()) {
            for (JsonNode each : copy) {
                ((ObjectNode) each).remove("index");
            }
        }
        return copy;
    }

    private static List<Part> echoed(JsonNode message) {
        ObjectNode request = Json.object();
        request.put("model", "m");
        var messages = request.putArray("messages");
        messages.add(message);
        for (JsonNode call : message.path("tool_calls")) {
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.path("id").asString())
                    .put("content", "5");
        }
        return TALK.read(Json.text(request)).turns().getFirst().parts();
    }

    private static List<Seal> seals(List<Part> parts) {
        List<Seal> out = new ArrayList<>();
        parts.forEach(part -> {
            if (part.marks().seal() != null) {
                out.add(part.marks().seal());
            }
        });
        return out;
    }

    /// Seals that have a place: all but those on text, of which Google's last one has.
    private static List<Seal> representable(List<Part> parts) {
        List<Seal> out = new ArrayList<>();
        Seal text = null;
        for (Part part : parts) {
            Seal seal = part.marks().seal();
            if (part instanceof Part.Text && seal != null) {
                text = seal;
            } else if (seal != null) {
                out.add(seal);
            }
        }
        if (text != null && text.issuer().equals("google")) {
            out.add(text);
        }
        return out;
    }

    private static List<String> calls(List<Part> parts) {
        List<String> out = new ArrayList<>();
        parts.forEach(part -> {
            if (part instanceof Part.ToolCall call) {
                out.add(call.id() + call.kind() + call.name() + call.input());
            }
        });
        return out;
    }

    private static String text(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        parts.forEach(part -> out.append(part instanceof Part.Text text ? text.text() : ""));
        return out.toString();
    }
}
