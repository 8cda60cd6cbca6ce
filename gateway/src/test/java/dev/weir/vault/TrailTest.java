package dev.weir.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), null, "", Marks.NONE);
    }

    private static Part call(String id, String input) {
        return new Part.ToolCall(id, Part.ToolKind.FUNCTION, "f", input, Marks.NONE);
    }

    private static Part result(String id, String text) {
        return new Part.ToolResult(id, null, List.of(new Part.Text(text)), Part.Outcome.OK, Marks.NONE);
    }

    private static String name(Turn... turns) {
        Trail trail = new Trail();
        List.of(turns).forEach(trail::follow);
        return trail.name();
    }

    @Test
    void anAnswerIsKnownAgainAfterWhatClientsDoToIt() {
        Trail answered = new Trail();
        answered.follow(turn(Role.SYSTEM, new Part.Text("It is noon.")));
        answered.follow(turn(Role.USER, new Part.Text("Who?")));
        answered.follow(List.of(
                new Part.Thought("hm", Part.Thought.Form.FULL, Marks.of(new Seal("anthropic", "s"))),
                new Part.Text("I look."),
                call("c1", "{\"a\":1}")));
        assertThat(name(
                        turn(Role.SYSTEM, new Part.Text("It is one o'clock.")),
                        turn(Role.USER, new Part.Text("Who?")),
                        turn(Role.ASSISTANT, call("c1", "{ \"a\": 1 }"))))
                .isEqualTo(answered.name());
    }

    @Test
    void wordsWithoutACallAreTheAnswer() {
        Turn asked = turn(Role.USER, new Part.Text("Who?"));
        Part.Text said = new Part.Text("Me. ", List.of(), new Marks(null, null, Extras.NONE));
        assertThat(name(asked, turn(Role.ASSISTANT, said)))
                .isEqualTo(name(asked, turn(Role.ASSISTANT, new Part.Text("Me."))))
                .isNotEqualTo(name(asked, turn(Role.ASSISTANT, new Part.Text("You."))))
                .isNotEqualTo(name(asked, asked, turn(Role.ASSISTANT, new Part.Text("Me."))));
    }

    @Test
    void theSameCallElsewhereIsAnother() {
        Turn calls = turn(Role.ASSISTANT, call("c1", "{}"));
        Turn asked = turn(Role.USER, new Part.Text("Who?"));
        assertThat(name(asked, calls))
                .isNotEqualTo(name(turn(Role.USER, new Part.Text("What?")), calls))
                .isNotEqualTo(name(asked, turn(Role.ASSISTANT, call("c2", "{}"))));
        assertThat(name(asked, calls, turn(Role.TOOL, result("c1", "long")), calls))
                .isEqualTo(name(asked, calls, turn(Role.TOOL, result("c1", "cut")), calls))
                .isNotEqualTo(name(asked, calls, turn(Role.TOOL, result("c2", "long")), calls));
    }
}
