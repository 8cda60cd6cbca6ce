package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Turn;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `systemInstruction` and `contents` as turns.
///
/// A client that streamed sends the model's words back in the pieces that they came in, Google's SDK for Python each
/// in a content of its own: contents of the model's after another are one turn, texts are one text, and so are
/// thoughts, until a signature seals them. A user's content that holds the results of calls and words is two turns,
/// the results first, for they answer what stands before.
final class ContentsReader {
    private final List<Turn> turns = new ArrayList<>();
    private final CallPairs calls = new CallPairs();

    /// @throws Wrong when there are none, or they are not what the API takes
    List<Turn> read(Fields request) {
        Fields system = request.object("systemInstruction");
        if (system != null) {
            system(system);
        }
        List<Fields> contents = Lenient.objects(request, "contents");
        if (contents.isEmpty()) {
            throw Wrong.noContents();
        }
        for (int i = 0; i < contents.size(); ) {
            i += content(contents, i);
        }
        return turns;
    }

    /// An instruction has a role that means nothing.
    private void system(Fields system) {
        system.skip("role");
        List<Part> parts = new ArrayList<>();
        PartReader reader = new PartReader(calls, -1);
        for (Fields part : Lenient.objects(system, "parts")) {
            add(parts, reader.read(part));
        }
        if (!parts.isEmpty()) {
            turns.add(new Turn(Role.SYSTEM, parts, null, system.at(), Marks.of(system.rest())));
        }
    }

    /// @return how many contents were read
    private int content(List<Fields> contents, int index) {
        Fields content = contents.get(index);
        Role role = role(content);
        if (role != Role.ASSISTANT) {
            List<Part> read = new ArrayList<>();
            PartReader reader = new PartReader(calls, index);
            for (Fields part : parts(content)) {
                add(read, reader.read(part));
            }
            add(read, reader.end());
            turns(read, content);
            return 1;
        }
        int next = index + 1;
        while (next < contents.size() && role(contents.get(next)) == Role.ASSISTANT) {
            next++;
        }
        model(contents.subList(index, next), index);
        return next - index;
    }

    private static Role role(Fields content) {
        String said = content.text("role");
        return switch (said == null ? "user" : said) {
            case "user" -> Role.USER;
            case "model" -> Role.ASSISTANT;
            case "function" -> Role.TOOL;
            default -> throw Wrong.said("Please use a valid role: user, model.", content.at() + "/role");
        };
    }

    private static List<Fields> parts(Fields content) {
        List<Fields> parts = Lenient.objects(content, "parts");
        if (parts.isEmpty()) {
            throw Wrong.request(content.at() + "/parts", "contents.parts must not be empty.");
        }
        return parts;
    }

    private void model(List<Fields> contents, int index) {
        calls.begin();
        List<Part> read = new ArrayList<>();
        PartReader reader = new PartReader(calls, index);
        for (Fields content : contents) {
            for (Fields part : parts(content)) {
                Part next = reader.read(part);
                if (!folds(read, next)) {
                    add(read, next);
                }
            }
        }
        add(read, reader.end());
        Fields first = contents.getFirst();
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        contents.forEach(content -> rest.putAll(content.rest().fields()));
        Extras extras = new Extras(GeminiProviderCodec.DIALECT, first.at(), rest);
        turns.add(new Turn(Role.ASSISTANT, read, null, first.at(), Marks.of(extras)));
    }

    private void turns(List<Part> parts, Fields content) {
        Marks marks = Marks.of(content.rest());
        List<Part> results = new ArrayList<>();
        List<Part> words = new ArrayList<>();
        parts.forEach(part -> (part instanceof Part.ToolResult ? results : words).add(part));
        if (!results.isEmpty()) {
            turns.add(new Turn(Role.TOOL, results, null, content.at(), words.isEmpty() ? marks : Marks.NONE));
        }
        if (!words.isEmpty()) {
            turns.add(new Turn(Role.USER, words, null, content.at(), marks));
        }
    }

    private static void add(List<Part> parts, @Nullable Part part) {
        if (part != null) {
            parts.add(part);
        }
    }

    /// Puts more words, or a signature alone, onto the words before; false when they stand by themselves.
    private static boolean folds(List<Part> parts, @Nullable Part next) {
        if (parts.isEmpty() || next == null || !next.marks().withSeal(null).equals(Marks.NONE)) {
            return false;
        }
        Part before = parts.getLast();
        if (before.marks().seal() != null || !before.marks().extras().isEmpty()) {
            return false;
        }
        if (before instanceof Part.Text one && next instanceof Part.Text two) {
            parts.set(parts.size() - 1, new Part.Text(one.text() + two.text(), List.of(), two.marks()));
            return true;
        }
        if (before instanceof Part.Thought one && next instanceof Part.Thought two) {
            parts.set(parts.size() - 1, new Part.Thought(one.text() + two.text(), two.form(), two.marks()));
            return true;
        }
        return false;
    }
}
