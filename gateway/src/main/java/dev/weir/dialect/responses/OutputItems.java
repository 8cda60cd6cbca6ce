package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the items that a model writes, in its answers and where a client sends them back.
///
/// An item's id is a handle to what a provider keeps; what it stands for is spelled out beside it, so it means nothing
/// elsewhere and is passed over, as is the status of an item that is complete. An item that lacks what its kind
/// demands is foreign, and kept whole.
final class OutputItems {
    private final String issuer;

    /// @param issuer of seals that do not say whose they are
    OutputItems(String issuer) {
        this.issuer = issuer;
    }

    /// The parts of any item but a message and reasoning.
    List<Part> read(Fields item) {
        String type = item.node().path("type").asString("");
        return switch (type) {
            case "function_call" -> List.of(call(item, ToolKind.FUNCTION, "arguments"));
            case "custom_tool_call" -> List.of(call(item, ToolKind.CUSTOM, "input"));
            case "web_search_call" -> hosted(item, "web_search", List.of("action"), null);
            case "file_search_call" -> hosted(item, "file_search", List.of("queries"), "results");
            case "code_interpreter_call" -> hosted(item, "code_interpreter", List.of("code"), "outputs");
            case "mcp_call" -> mcp(item);
            case "x_search_call" -> hosted(item, "x_search", List.of("arguments"), "output");
            case "image_generation_call" -> List.of(image(item));
            default -> List.of(foreign(item));
        };
    }

    static Part foreign(Fields item) {
        return new Part.Foreign(
                ResponsesClientCodec.DIALECT,
                item.node(),
                Marks.at(new Extras(ResponsesClientCodec.DIALECT, item.at(), Map.of())));
    }

    /// What an answer says in a message's content, and the log-probabilities of its tokens. A text without a word says
    /// nothing.
    List<Part> content(Fields message, List<Logprob> logprobs) {
        return all(message, logprobs).stream()
                .filter(part -> !(part instanceof Part.Text text
                        && text.text().isEmpty()
                        && text.annotations().isEmpty()
                        && text.marks().extras().isEmpty()))
                .toList();
    }

    /// The same, one part for each that the message has.
    List<Part> all(Fields message, List<Logprob> logprobs) {
        List<Part> out = new ArrayList<>();
        for (Fields part : message.objects("content")) {
            out.add(said(part, logprobs));
        }
        return out;
    }

    private static Part said(Fields part, List<Logprob> logprobs) {
        String type = part.node().path("type").asString("");
        String words = part.text(type.equals("refusal") ? "refusal" : "text");
        if (words == null) {
            return foreign(part);
        }
        return switch (type) {
            case "output_text" -> {
                part.skip("type");
                List<Annotation> annotations = ContentReader.annotations(part);
                logprobs.addAll(Logprobs.read(part));
                yield new Part.Text(words, annotations, Marks.at(part.place()));
            }
            case "refusal" -> {
                part.skip("type");
                yield new Part.Refusal(words, Marks.at(part.place()));
            }
            default -> foreign(part);
        };
    }

    /// The thoughts of a reasoning item: its summary, its full text, and its seal on the last of them. None where it
    /// holds nothing but its id.
    List<Part> reasoning(Fields item) {
        pass(item);
        SealWords sealed = SealWords.read(item.text("encrypted_content"), issuer);
        List<Part> out = new ArrayList<>();
        thoughts(item, "summary", "summary_text", Form.SUMMARY, out);
        thoughts(item, "content", "reasoning_text", Form.FULL, out);
        Extras place = item.place();
        if (out.isEmpty()) {
            if (sealed != null || !place.isEmpty()) {
                out.add(new Part.Thought("", Form.REDACTED, marks(sealed, place)));
            }
            return out;
        }
        Part.Thought last = (Part.Thought) out.removeLast();
        out.add(new Part.Thought(last.text(), last.form(), marks(sealed, place)));
        return out;
    }

    private static Marks marks(@Nullable SealWords sealed, Extras place) {
        return new Marks(sealed == null ? null : sealed.seal(), null, place);
    }

    private static void thoughts(Fields item, String list, String type, Form form, List<Part> out) {
        for (JsonNode each : item.node().path(list)) {
            if (!each.path("type").asString("").equals(type)
                    || !each.path("text").isString()) {
                return;
            }
        }
        Marks place = Marks.at(new Extras(ResponsesClientCodec.DIALECT, item.at(), Map.of()));
        for (Fields each : item.objects(list)) {
            String text = each.text("text");
            out.add(new Part.Thought(text == null ? "" : text, form, place));
        }
    }

    private static Part call(Fields item, ToolKind kind, String input) {
        String name = item.text("name");
        String said = item.text("call_id");
        String own = item.text("id");
        String id = said == null || said.isEmpty() ? own : said;
        String words = item.text(input);
        if (name == null || id == null || words == null) {
            return foreign(item);
        }
        pass(item);
        if (item.node().path("caller").path("type").asString("").equals("direct")) {
            item.skip("caller");
        }
        return new Part.ToolCall(id, kind, name, words, Marks.at(item.place()));
    }

    /// A call that the provider ran itself, and what it brought where the item says so.
    ///
    /// @param input fields that say what was asked
    /// @param output the field that says what it brought, or null
    private static List<Part> hosted(Fields item, String name, List<String> input, @Nullable String output) {
        String id = item.text("id");
        if (id == null) {
            return List.of(foreign(item));
        }
        JsonNode brought = output == null ? null : item.any(output);
        ObjectNode asked = Json.object();
        for (String field : input) {
            JsonNode value = item.any(field);
            if (value instanceof ObjectNode object) {
                asked.setAll(object);
            } else if (field.equals("arguments") && value != null && value.isString()) {
                return call(item, id, name, value.stringValue(), brought, Outcome.OK);
            } else if (value != null) {
                asked.set(field, value);
            }
        }
        return call(item, id, name, Json.text(asked), brought, Outcome.OK);
    }

    private static List<Part> call(
            Fields item, String id, String name, String input, @Nullable JsonNode brought, Outcome outcome) {
        String type = item.node().path("type").asString("");
        pass(item);
        item.skip("call_id");
        Part.HostedCall call = new Part.HostedCall(id, name, input, Marks.at(item.place()));
        if (brought == null || brought.isContainer() && brought.isEmpty()) {
            return List.of(call);
        }
        Marks place = Marks.at(new Extras(ResponsesClientCodec.DIALECT, item.at(), Map.of()));
        return List.of(call, new Part.HostedResult(id, type, brought, outcome, place));
    }

    private static List<Part> mcp(Fields item) {
        String id = item.text("id");
        String name = item.text("name");
        String arguments = item.text("arguments");
        if (id == null || name == null || arguments == null) {
            return List.of(foreign(item));
        }
        JsonNode error = item.any("error");
        JsonNode output = item.any("output");
        return error == null
                ? call(item, id, name, arguments, output, Outcome.OK)
                : call(item, id, name, arguments, error, Outcome.ERROR);
    }

    /// A picture that was made. Where only the call is echoed, it stays the provider's.
    private static Part image(Fields item) {
        String result = item.text("result");
        if (result == null || result.isEmpty()) {
            return foreign(item);
        }
        pass(item);
        String format = item.text("output_format");
        return new Part.Media(
                Part.MediaKind.IMAGE,
                new Part.Source.Inline(result),
                "image/" + (format == null ? "png" : format),
                null,
                Marks.at(item.place()));
    }

    /// Passes over what only numbers and names the item.
    static void pass(Fields item) {
        item.skip("type");
        item.skip("id");
        ContentReader.usual(item, "status", "completed");
    }
}
