package dev.weir.dialect;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/// Answers as any provider might give them, whole and as the stream that amounts to them.
public final class Answers {
    private Answers() {}

    public static Arbitrary<ChatResponse> responses() {
        Arbitrary<List<Part>> parts = parts().list().ofMaxSize(5);
        Arbitrary<Choice> choice = Combinators.combine(parts, finishes())
                .as((list, finish) -> new Choice(0, renamed(list), finish, List.of(), Extras.NONE));
        Arbitrary<List<Choice>> choices = choice.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(list -> {
                    List<Choice> numbered = new ArrayList<>();
                    for (Choice each : list) {
                        numbered.add(new Choice(numbered.size(), each.parts(), each.finish(), List.of(), Extras.NONE));
                    }
                    return numbered;
                });
        Usage usage =
                new Usage(new Usage.Input(3, 4, 5, 6, 0, 0), new Usage.Output(7, 8, 0, 0), Usage.Source.REPORTED, null);
        return choices.map(list -> new ChatResponse(new Head("id-1", "model-1", 17L), list, usage, List.of()));
    }

    /// The events that a response amounts to, its words cut in pieces.
    public static List<StreamEvent> events(ChatResponse response) {
        List<StreamEvent> out = new ArrayList<>();
        out.add(new StreamEvent.Started(response.head()));
        for (Choice choice : response.choices()) {
            for (int i = 0; i < choice.parts().size(); i++) {
                block(choice.index(), i, choice.parts().get(i), out);
            }
            out.add(new StreamEvent.ChoiceFinished(choice.index(), choice.finish()));
        }
        if (response.usage() != null) {
            out.add(new StreamEvent.Metered(response.usage()));
        }
        out.add(new StreamEvent.Ended());
        return out;
    }

    private static void block(int choice, int index, Part part, List<StreamEvent> out) {
        BlockKind kind = switch (part) {
            case Part.Text _ -> new BlockKind.TextBlock();
            case Part.Refusal _ -> new BlockKind.RefusalBlock();
            case Part.Thought thought
            when thought.form() != Form.REDACTED -> new BlockKind.ThoughtBlock(thought.form());
            case Part.ToolCall call -> new BlockKind.ToolCallBlock(call.id(), call.kind(), call.name());
            case Part.HostedCall call -> new BlockKind.HostedCallBlock(call.id(), call.name(), call.marks());
            default -> new BlockKind.Whole(part);
        };
        out.add(new StreamEvent.BlockStarted(choice, index, kind));
        if (!(kind instanceof BlockKind.Whole)) {
            for (String piece : pieces(words(part))) {
                boolean args = part instanceof Part.ToolCall || part instanceof Part.HostedCall;
                out.add(new StreamEvent.BlockDelta(
                        choice, index, args ? new Delta.Args(piece) : new Delta.Words(piece)));
            }
            if (part instanceof Part.Text text) {
                text.annotations()
                        .forEach(each -> out.add(new StreamEvent.BlockDelta(choice, index, new Delta.Cited(each))));
            }
            Seal seal = part.marks().seal();
            if (seal != null) {
                out.add(new StreamEvent.BlockSealed(choice, index, seal));
            }
        }
        out.add(new StreamEvent.BlockEnded(choice, index));
    }

    private static String words(Part part) {
        return switch (part) {
            case Part.Text text -> text.text();
            case Part.Refusal refusal -> refusal.text();
            case Part.Thought thought -> thought.text();
            case Part.ToolCall call -> call.input();
            case Part.HostedCall call -> call.input();
            default -> "";
        };
    }

    private static List<String> pieces(String text) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < text.length(); i += 3) {
            out.add(text.substring(i, Math.min(text.length(), i + 3)));
        }
        return out;
    }

    private static Arbitrary<Part> parts() {
        return Arbitraries.oneOf(
                text(),
                texts().map(words -> new Part.Refusal(words, Marks.NONE)),
                Combinators.combine(texts(), seals(), Arbitraries.of(Form.FULL, Form.SUMMARY))
                        .as((words, seal, form) -> new Part.Thought(words, form, Marks.of(seal))),
                Arbitraries.strings()
                        .alpha()
                        .ofMinLength(1)
                        .ofMaxLength(8)
                        .map(data -> new Part.Thought("", Form.REDACTED, Marks.of(new Seal("anthropic", data)))),
                Combinators.combine(Arbitraries.of(ToolKind.values()), texts(), seals())
                        .as((kind, input, seal) -> new Part.ToolCall("c", kind, "tool", input, Marks.of(seal))),
                Arbitraries.just(new Part.HostedCall("h1", "web_search", "{\"query\":\"q\"}", Marks.NONE)),
                Arbitraries.just(new Part.HostedResult(
                        "h1", "web_search_tool_result", Json.array(), Part.Outcome.OK, Marks.NONE)),
                Arbitraries.just(new Part.Media(
                        MediaKind.IMAGE, new Part.Source.Inline("AAAA"), "image/png", null, Marks.NONE)));
    }

    private static Arbitrary<Part> text() {
        Annotation cited = new Annotation(null, "https://x/y", "Y", "words", Extras.NONE);
        return Combinators.combine(texts(), seals(), Arbitraries.of(0, 1, 2))
                .as((words, seal, times) -> new Part.Text(words, Collections.nCopies(times, cited), Marks.of(seal)));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', ' ', '"', '\\', '\n', 'ä', '日', '\u0001')
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(text -> text.replace("日", "日\uD83D\uDE00"));
    }

    private static Arbitrary<@Nullable Seal> seals() {
        return Arbitraries.of("", "anthropic", "google", "openai", "somebody")
                .map(issuer -> issuer.isEmpty() ? null : new Seal(issuer, "s+/=" + issuer));
    }

    private static Arbitrary<Finish> finishes() {
        return Arbitraries.of(Stop.values()).map(stop -> new Finish(stop, "raw", null, Extras.NONE));
    }

    /// Tool calls with ids of their own.
    private static List<Part> renamed(List<Part> parts) {
        List<Part> out = new ArrayList<>();
        for (Part part : parts) {
            out.add(
                    part instanceof Part.ToolCall call
                            ? new Part.ToolCall("c" + out.size(), call.kind(), call.name(), call.input(), call.marks())
                            : part);
        }
        return out;
    }
}
