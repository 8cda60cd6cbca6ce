package dev.weir.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReasoningTest {
    private static final Seal CLAUDE = new Seal("anthropic", "EpgC+/=");
    private static final Seal GEMINI = new Seal("google", "c2lnbmVk");
    private static final Part THOUGHT = new Part.Thought("hm", Form.FULL, Marks.of(CLAUDE));
    private static final Part HIDDEN = new Part.Thought("", Form.REDACTED, Marks.of(new Seal("anthropic", "xyz")));

    private static Part text(String text, Marks marks) {
        return new Part.Text(text, List.of(), marks);
    }

    private static Part call(String id, Marks marks) {
        return new Part.ToolCall(id, Part.ToolKind.FUNCTION, "f", "{}", marks);
    }

    /// What is kept of an answer, after it lay in the store.
    private static Reasoning kept(Part... answer) {
        Reasoning reasoning = Objects.requireNonNull(Reasoning.of(List.of(answer), "anthropic"));
        Reasoning read = Objects.requireNonNull(Reasoning.read(reasoning.bytes()));
        assertThat(read).isEqualTo(reasoning);
        return read;
    }

    @Test
    void whatIsNotSealedIsNotKept() {
        List<Part> plain =
                List.of(new Part.Thought("hm", Form.FULL, Marks.NONE), new Part.Text("hi"), call("c1", Marks.NONE));
        assertThat(Reasoning.of(plain, "anthropic")).isNull();
    }

    @Test
    void thoughtsStandWhereTheyStood() {
        Reasoning reasoning =
                kept(THOUGHT, text("hi", Marks.NONE), HIDDEN, call("c1", Marks.NONE), call("c2", Marks.NONE));
        assertThat(reasoning.in(
                        List.of(new Part.Text("hi"), call("c1", Marks.NONE), call("c2", Marks.NONE)),
                        Set.of("anthropic")))
                .containsExactly(THOUGHT, new Part.Text("hi"), HIDDEN, call("c1", Marks.NONE), call("c2", Marks.NONE));
    }

    @Test
    void wordsAreCutWhereTheirSealsStood() {
        Reasoning reasoning = kept(text("Hel", Marks.of(GEMINI)), text("lo", Marks.NONE), call("c1", Marks.of(GEMINI)));
        Marks cached = new Marks(null, new CacheMark(null), Extras.NONE);
        assertThat(reasoning.in(List.of(text("Hello", cached), call("c1", Marks.NONE)), Set.of("google")))
                .containsExactly(text("Hel", Marks.of(GEMINI)), text("lo", cached), call("c1", Marks.of(GEMINI)));
    }

    @Test
    void changedWordsStayWholeAndDroppedOnesAreNotMissed() {
        Reasoning reasoning = kept(THOUGHT, text("Let me look.", Marks.of(GEMINI)), call("c1", Marks.NONE));
        assertThat(reasoning.in(List.of(new Part.Text("look"), call("c1", Marks.NONE)), Set.of("anthropic", "google")))
                .containsExactly(THOUGHT, text("look", Marks.of(GEMINI)), call("c1", Marks.NONE));
        assertThat(reasoning.in(List.of(call("c1", Marks.NONE)), Set.of("anthropic")))
                .containsExactly(THOUGHT, call("c1", Marks.NONE));
    }

    @Test
    void aSealGoesToNobodyElse() {
        List<Part> echoed = List.of(new Part.Text("hi"));
        assertThat(kept(THOUGHT, text("hi", Marks.NONE)).in(echoed, Set.of("google", "openai")))
                .isSameAs(echoed);
    }

    @Test
    void whatTheClientShowsOfAThoughtIsNotToldTwice() {
        Part shown = new Part.Thought("hm", Form.FULL, Marks.NONE);
        assertThat(kept(THOUGHT, text("hi", Marks.NONE)).in(List.of(shown, new Part.Text("hi")), Set.of("anthropic")))
                .containsExactly(THOUGHT, new Part.Text("hi"));
    }

    @Test
    void damagedBytesAreNothing() {
        assertThat(Reasoning.read("{".getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void whatItsOwnToolsDidStandsWhereItStoodAndNowhereElse() {
        Extras beside = new Extras(
                "anthropic-messages", "", Map.of("caller", Json.object().put("type", "direct")));
        Part ran = new Part.HostedCall("srvtoolu_1", "web_search", "{\"query\": \"a\"}", Marks.at(beside));
        Part brought = new Part.HostedResult(
                "srvtoolu_1", "web_search_tool_result", Json.array().add(1), Part.Outcome.ERROR, Marks.NONE);
        Part own = new Part.Foreign("anthropic-messages", Json.object().put("type", "x"), Marks.of(CLAUDE));
        Reasoning reasoning = kept(text("I look.", Marks.NONE), ran, brought, own, text("So.", Marks.NONE));
        List<Part> echoed = List.of(new Part.Text("I look.So."));
        assertThat(reasoning.in(echoed, Set.of("anthropic")))
                .containsExactly(new Part.Text("I look."), ran, brought, own, new Part.Text("So."));
        assertThat(reasoning.left(Set.of("anthropic"))).isEmpty();
        assertThat(reasoning.in(echoed, Set.of("google"))).isEqualTo(echoed);
        assertThat(reasoning.left(Set.of("google"))).containsExactly("web_search");
    }
}
