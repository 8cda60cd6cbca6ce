package dev.weir.vault;

import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a provider alone understands of one answer, piece by piece in the answer's order: its thoughts, the seals on
/// its words and calls, and what tools did that it ran itself. The words and calls themselves are the client's to
/// send back.
public record Reasoning(List<Piece> pieces) {
    public Reasoning {
        pieces = List.copyOf(pieces);
    }

    public sealed interface Piece {
        /// @param length of the words, in UTF-16 units
        record Words(int length, @Nullable Seal seal) implements Piece {}

        record Call(String id, @Nullable Seal seal) implements Piece {}

        record Thought(String text, Part.Thought.Form form, Seal seal) implements Piece {}

        /// A call that the provider ran itself, what it brought, or a part of its own.
        ///
        /// @param issuer whose targets take it back
        record Hosted(Part part, String issuer) implements Piece {}
    }

    /// The reasoning of an answer, or null when there is nothing in it that its client cannot carry.
    ///
    /// @param issuer of the target that answered
    public static @Nullable Reasoning of(List<Part> answer, String issuer) {
        List<Piece> pieces = new ArrayList<>();
        boolean sealed = false;
        for (Part part : answer) {
            Seal seal = part.marks().seal();
            switch (part) {
                case Part.Text text -> pieces.add(new Piece.Words(text.text().length(), seal));
                case Part.ToolCall call -> pieces.add(new Piece.Call(call.id(), seal));
                case Part.Thought thought -> {
                    if (seal != null) {
                        pieces.add(new Piece.Thought(thought.text(), thought.form(), seal));
                    }
                }
                case Part.HostedCall _, Part.HostedResult _, Part.Foreign _ -> {
                    pieces.add(new Piece.Hosted(part, issuer));
                    sealed = true;
                }
                case Part.Refusal _, Part.Media _, Part.ToolResult _ -> {
                    continue;
                }
            }
            sealed |= seal != null;
        }
        return sealed ? new Reasoning(pieces) : null;
    }

    /// The answer as a client sent it back, with the seals of these issuers where they were. The same list when there
    /// is none.
    public List<Part> in(List<Part> echoed, Set<String> issuers) {
        if (pieces.stream().noneMatch(piece -> wanted(piece, issuers))) {
            return echoed;
        }
        return new Restoring(echoed, issuers).restore();
    }

    /// The provider's own tools whose doings targets of these issuers do not take back, by name.
    public List<String> left(Set<String> issuers) {
        return pieces.stream()
                .filter(piece -> piece instanceof Piece.Hosted && !wanted(piece, issuers))
                .flatMap(piece -> piece instanceof Piece.Hosted(Part.HostedCall call, String _)
                        ? Stream.of(call.name())
                        : Stream.of())
                .distinct()
                .toList();
    }

    private static boolean wanted(Piece piece, Set<String> issuers) {
        if (piece instanceof Piece.Hosted hosted) {
            return issuers.contains(hosted.issuer());
        }
        Seal seal = switch (piece) {
            case Piece.Words words -> words.seal();
            case Piece.Call call -> call.seal();
            case Piece.Thought thought -> thought.seal();
            case Piece.Hosted _ -> null;
        };
        return seal != null && issuers.contains(seal.issuer());
    }

    private final class Restoring {
        private final Set<String> issuers;
        private final Map<String, Part.ToolCall> calls = new LinkedHashMap<>();
        private final List<Part> others = new ArrayList<>();
        private final List<Part> out = new ArrayList<>();
        private final StringBuilder words = new StringBuilder();
        private Marks wordMarks = Marks.NONE;

        private Restoring(List<Part> echoed, Set<String> issuers) {
            this.issuers = issuers;
            boolean thoughts =
                    pieces.stream().anyMatch(piece -> piece instanceof Piece.Thought && wanted(piece, issuers));
            for (Part part : echoed) {
                switch (part) {
                    case Part.Text text -> {
                        words.append(text.text());
                        wordMarks = text.marks();
                    }
                    case Part.ToolCall call -> calls.put(call.id(), call);
                    // What the client shows of a thought stands in the sealed one, too.
                    case Part.Thought _ when thoughts -> {}
                    case Part.Thought _,
                            Part.Refusal _,
                            Part.Media _,
                            Part.ToolResult _,
                            Part.HostedCall _,
                            Part.HostedResult _,
                            Part.Foreign _ -> others.add(part);
                }
            }
        }

        private List<Part> restore() {
            int length = 0;
            int last = -1;
            for (int i = 0; i < pieces.size(); i++) {
                if (pieces.get(i) instanceof Piece.Words said) {
                    length += said.length();
                    last = i;
                }
            }
            boolean asTheyWere = length == words.length();
            int at = 0;
            for (int i = 0; i < pieces.size(); i++) {
                switch (pieces.get(i)) {
                    case Piece.Thought thought -> {
                        if (issuers.contains(thought.seal().issuer())) {
                            out.add(new Part.Thought(thought.text(), thought.form(), Marks.of(thought.seal())));
                        }
                    }
                    case Piece.Hosted hosted -> {
                        if (issuers.contains(hosted.issuer())) {
                            out.add(hosted.part());
                        }
                    }
                    case Piece.Words said -> {
                        // Words that were changed are one piece, at the place of the last.
                        int end = asTheyWere ? at + said.length() : i == last ? words.length() : at;
                        words(words.substring(at, end), i == last ? wordMarks : Marks.NONE, accepted(said.seal()));
                        at = end;
                    }
                    case Piece.Call call -> call(calls.remove(call.id()), accepted(call.seal()));
                }
            }
            if (at < words.length()) {
                words(words.substring(at), wordMarks, null);
            }
            out.addAll(others);
            out.addAll(calls.values());
            return out;
        }

        private @Nullable Seal accepted(@Nullable Seal seal) {
            return seal != null && issuers.contains(seal.issuer()) ? seal : null;
        }

        private void words(String text, Marks marks, @Nullable Seal seal) {
            if (!text.isEmpty() || seal != null) {
                out.add(new Part.Text(text, List.of(), seal == null ? marks : marks.withSeal(seal)));
            }
        }

        private void call(Part.@Nullable ToolCall call, @Nullable Seal seal) {
            if (call != null) {
                Marks marks = seal == null ? call.marks() : call.marks().withSeal(seal);
                out.add(new Part.ToolCall(call.id(), call.kind(), call.name(), call.input(), marks));
            }
        }
    }

    /// As it is kept.
    public byte[] bytes() {
        ArrayNode out = Json.array();
        for (Piece piece : pieces) {
            ObjectNode node = out.addObject();
            switch (piece) {
                case Piece.Words words -> seal(node.put("words", words.length()), words.seal());
                case Piece.Call call -> seal(node.put("call", call.id()), call.seal());
                case Piece.Hosted hosted -> HostedWords.write(hosted, node);
                case Piece.Thought thought ->
                    seal(
                            node.put("thought", thought.text())
                                    .put("form", thought.form().name()),
                            thought.seal());
            }
        }
        return Json.bytes(out);
    }

    private static void seal(ObjectNode node, @Nullable Seal seal) {
        if (seal != null) {
            node.put("issuer", seal.issuer()).put("seal", seal.opaque());
        }
    }

    /// What was kept, or null when the bytes are not that.
    public static @Nullable Reasoning read(byte[] bytes) {
        if (!(Json.readOrNull(bytes, 0, bytes.length) instanceof ArrayNode array)) {
            return null;
        }
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode node : array) {
            String opaque = node.path("seal").asString("");
            Seal seal = opaque.isEmpty() ? null : new Seal(node.path("issuer").asString(""), opaque);
            Piece.Hosted hosted = HostedWords.read(node);
            if (hosted != null) {
                pieces.add(hosted);
            } else if (node.has("words")) {
                pieces.add(new Piece.Words(node.path("words").asInt(), seal));
            } else if (node.has("call")) {
                pieces.add(new Piece.Call(node.path("call").asString(""), seal));
            } else if (node.has("thought") && seal != null) {
                pieces.add(new Piece.Thought(
                        node.path("thought").asString(""),
                        Part.Thought.Form.valueOf(node.path("form").asString("FULL")),
                        seal));
            }
        }
        return new Reasoning(pieces);
    }
}
