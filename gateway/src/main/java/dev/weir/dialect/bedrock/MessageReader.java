package dev.weir.dialect.bedrock;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Role;
import dev.weir.chat.Turn;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the turns of a request. A `cachePoint` is a mark on what stands before it.
///
/// Words in a block of Bedrock's own (`guardContent`, `searchResult`) are words to every model; the block itself goes
/// with them, for Bedrock alone.
final class MessageReader {
    private static final String OWNER = ConverseProviderCodec.DIALECT;
    private static final String JSON = "/json";
    private static final List<String> ROLES = List.of("user", "assistant", "system");
    private static final List<String> WORDY = List.of("guardContent", "searchResult");

    private MessageReader() {}

    /// The system text, or nothing.
    static List<Turn> system(List<Fields> blocks) {
        List<Part> parts = new ArrayList<>();
        for (Fields block : blocks) {
            add(block, Role.SYSTEM, parts);
        }
        return parts.isEmpty() ? List.of() : List.of(new Turn(Role.SYSTEM, parts, null, "/system", Marks.NONE));
    }

    /// The turns of a message: results of tools are turns of their own.
    static List<Turn> read(Fields message) {
        String word = message.text("role");
        Role role = switch (word) {
            case null -> throw Rejection.missing(message.at() + "/role");
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> throw Rejection.word(message.at() + "/role", word, ROLES);
        };
        List<Part> parts = new ArrayList<>();
        for (Fields block : message.objects("content")) {
            add(block, role, parts);
        }
        if (parts.isEmpty()) {
            throw new Rejection(message.at() + "/content", "there must be a block");
        }
        List<Turn> out = new ArrayList<>();
        for (int from = 0; from < parts.size(); ) {
            boolean results = parts.get(from) instanceof Part.ToolResult;
            int to = from;
            while (to < parts.size() && parts.get(to) instanceof Part.ToolResult == results) {
                to++;
            }
            Marks marks = from == 0 ? Marks.of(message.rest()) : Marks.NONE;
            out.add(new Turn(results ? Role.TOOL : role, parts.subList(from, to), null, message.at(), marks));
            from = to;
        }
        return out;
    }

    private static void add(Fields block, Role role, List<Part> parts) {
        CacheMark mark = mark(block);
        if (mark != null) {
            if (!parts.isEmpty()) {
                Part before = parts.removeLast();
                parts.add(before.withMarks(before.marks().withCache(mark)));
            }
            return;
        }
        Part part = part(block, role);
        if (part != null) {
            parts.add(part);
        }
    }

    /// The mark that a block is, or null.
    static @Nullable CacheMark mark(Fields block) {
        Fields point = block.object("cachePoint");
        if (point == null) {
            return null;
        }
        point.skip("type");
        String ttl = point.text("ttl");
        return new CacheMark(
                switch (ttl) {
                    case null -> null;
                    case "5m" -> Duration.ofMinutes(5);
                    case "1h" -> Duration.ofHours(1);
                    default -> throw Rejection.word(point.at() + "/ttl", ttl, List.of("5m", "1h"));
                });
    }

    private static @Nullable Part part(Fields block, Role role) {
        Part wordy = wordy(block);
        if (wordy != null) {
            return wordy;
        }
        if (role == Role.ASSISTANT || !block.has("toolResult")) {
            return checked(BlockReader.read(block), block);
        }
        Fields result = block.object("toolResult");
        if (result == null) {
            return null;
        }
        String id = result.text("toolUseId");
        if (id == null) {
            throw Rejection.missing(result.at() + "/toolUseId");
        }
        result.skip("type");
        List<Part> parts = new ArrayList<>();
        for (Fields piece : result.objects("content")) {
            Part part = brought(piece);
            if (part != null) {
                parts.add(part);
            }
        }
        boolean failed = "error".equals(result.text("status"));
        return new Part.ToolResult(
                id, null, parts, failed ? Part.Outcome.ERROR : Part.Outcome.OK, Marks.of(result.rest()));
    }

    /// A call must say which one it is, for its result names it.
    private static @Nullable Part checked(@Nullable Part part, Fields block) {
        JsonNode use = block.node().path("toolUse");
        if (use.isObject()) {
            for (String name : List.of("toolUseId", "name")) {
                if (!use.path(name).isString()) {
                    throw Rejection.missing(block.at() + "/toolUse/" + name);
                }
            }
        }
        return part;
    }

    /// What a tool brought, JSON as the text that every model can read.
    private static @Nullable Part brought(Fields piece) {
        JsonNode json = piece.any("json");
        if (json != null) {
            Marks place = Marks.at(new Extras(OWNER, piece.at() + JSON, Map.of()));
            return new Part.Text(Json.text(json), List.of(), place);
        }
        Part wordy = wordy(piece);
        return wordy == null ? BlockReader.read(piece) : wordy;
    }

    /// Whether a text was read from JSON that a tool brought.
    static boolean isJson(Marks marks) {
        return marks.extras().owner().equals(OWNER) && marks.extras().at().endsWith(JSON);
    }

    private static @Nullable Part wordy(Fields block) {
        for (String name : WORDY) {
            Fields own = block.object(name);
            String words = own == null ? null : words(name, own);
            if (own != null && words != null) {
                return new Part.Text(
                        words, List.of(), Marks.of(new Extras(OWNER, block.at(), Map.of(name, own.node()))));
            }
        }
        return null;
    }

    private static @Nullable String words(String name, Fields own) {
        if (name.equals("searchResult")) {
            return BlockReader.words(own.objects("content"));
        }
        Fields text = own.object("text");
        return text == null ? null : text.text("text");
    }

    /// The block of Bedrock's own that a text stood in, or null.
    static @Nullable ObjectNode block(Marks marks) {
        if (!marks.extras().owner().equals(OWNER)) {
            return null;
        }
        for (String name : WORDY) {
            JsonNode own = marks.extras().fields().get(name);
            if (own != null) {
                return Json.object().set(name, own);
            }
        }
        return null;
    }
}
