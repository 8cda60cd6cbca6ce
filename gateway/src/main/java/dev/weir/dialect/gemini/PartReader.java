package dev.weir.dialect.gemini;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Seal;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the parts of one content of a request.
final class PartReader {
    /// What may stand beside the one field that says what a part is.
    private static final Set<String> BESIDE =
            Set.of("thought", "thoughtSignature", "partMetadata", "videoMetadata", "mediaResolution");

    /// Where Google keeps uploaded files: addresses that mean something to nobody else.
    private static final String FILES = "https://generativelanguage.googleapis.com/";

    private final CallPairs calls;
    private final int content;
    private int ordinal;
    private String hosted = "";
    private @Nullable Streamed streamed;

    /// @param content number of the content in the conversation
    PartReader(CallPairs calls, int content) {
        this.calls = calls;
        this.content = content;
    }

    /// A call whose arguments came in fragments, as history has it.
    private record Streamed(String id, String name, PartialArguments arguments, List<JsonNode> unread, Marks marks) {
        Part part() {
            Marks all = marks;
            if (!unread.isEmpty()) {
                ArrayNode left = Json.array();
                unread.forEach(left::add);
                ObjectNode call = Json.object();
                call.set("partialArgs", left);
                Map<String, JsonNode> fields =
                        new LinkedHashMap<>(marks.extras().fields());
                fields.put("functionCall", call);
                String at = marks.extras().at();
                all = new Marks(marks.seal(), null, new Extras(GeminiProviderCodec.DIALECT, at, fields));
            }
            return new Part.ToolCall(id, Part.ToolKind.FUNCTION, name, Json.text(arguments.tree()), all);
        }
    }

    /// The next part, or null when it says nothing, or not yet all.
    @Nullable
    Part read(Fields part) {
        String signature = part.text("thoughtSignature");
        SealEnvelope.Opened opened = signature == null || signature.isEmpty() ? null : SealEnvelope.open(signature);
        Seal seal = opened == null ? null : opened.seal();
        boolean thought = Boolean.TRUE.equals(part.flag("thought"));
        String text = part.text("text");
        if (text != null) {
            return words(part, text, thought, opened);
        }
        if (thought && holdsMore(part)) {
            return foreign(part, seal);
        }
        if (part.has("functionCall")) {
            Fields call = part.object("functionCall");
            return call == null ? null : call(part, call, seal);
        }
        if (part.has("functionResponse")) {
            Fields response = part.object("functionResponse");
            return response == null ? null : response(part, response, seal);
        }
        if (part.has("inlineData") || part.has("fileData")) {
            return media(part, seal);
        }
        if (part.has("executableCode") || part.has("toolCall")) {
            return hostedCall(part, seal, opened == null ? null : opened.tool());
        }
        if (part.has("codeExecutionResult") || part.has("toolResponse")) {
            return hostedResult(part, seal, opened == null ? null : opened.tool());
        }
        if (holdsMore(part)) {
            return foreign(part, seal);
        }
        return seal == null && part.rest().isEmpty() ? null : words(part, "", thought, opened);
    }

    /// A call that was still being streamed when the content ended.
    @Nullable
    Part end() {
        Part last = streamed == null ? null : streamed.part();
        streamed = null;
        return last;
    }

    private static boolean holdsMore(Fields part) {
        return part.node().properties().stream()
                .anyMatch(field ->
                        !BESIDE.contains(field.getKey()) && !field.getValue().isNull());
    }

    private static Part words(Fields part, String text, boolean thought, SealEnvelope.@Nullable Opened opened) {
        CacheMark cache = CacheMarks.read(part);
        Marks marks = new Marks(opened == null ? null : opened.seal(), cache, part.place());
        if (!thought) {
            return new Part.Text(text, List.of(), marks);
        }
        Part.Thought.Form form = opened == null ? null : opened.form();
        return new Part.Thought(text, form == null ? Part.Thought.Form.SUMMARY : form, marks);
    }

    private static Part foreign(Fields part, @Nullable Seal seal) {
        ObjectNode raw = part.node().deepCopy();
        raw.remove("thoughtSignature");
        return new Part.Foreign(
                GeminiProviderCodec.DIALECT, raw, Marks.at(place(part)).withSeal(seal));
    }

    private static Extras place(Fields part) {
        return new Extras(GeminiProviderCodec.DIALECT, part.at(), Map.of());
    }

    /// What is left of a part and of the object in it that says what it is.
    private static Marks marks(Fields part, String name, Fields inner, @Nullable Seal seal) {
        Map<String, JsonNode> left = new LinkedHashMap<>(part.rest().fields());
        ObjectNode node = Json.object();
        inner.rest().fields().forEach(node::set);
        if (!node.isEmpty()) {
            left.put(name, node);
        }
        return new Marks(seal, null, new Extras(GeminiProviderCodec.DIALECT, part.at(), left));
    }

    private @Nullable Part call(Fields part, Fields call, @Nullable Seal seal) {
        String said = call.text("name");
        String id = call.text("id");
        boolean goesOn = Boolean.TRUE.equals(call.flag("willContinue"));
        ArrayNode fragments = call.array("partialArgs");
        Fields args = call.object("args");
        if (said == null || said.isEmpty()) {
            if (streamed == null) {
                throw Wrong.request(call.at() + "/name", "Name cannot be empty.");
            }
            add(streamed, fragments);
            return goesOn ? null : end();
        }
        String callId = calls.call(id, content, ordinal++, said);
        Marks marks = marks(part, "functionCall", call, seal);
        if (goesOn || fragments != null) {
            Part before = end();
            if (before != null) {
                throw Wrong.request(call.at(), "a function call that will_continue must be continued.");
            }
            PartialArguments arguments = new PartialArguments(args == null ? null : args.node());
            streamed = new Streamed(callId, said, arguments, new ArrayList<>(), marks);
            add(streamed, fragments);
            return goesOn ? null : end();
        }
        String input = args == null ? "{}" : Json.text(args.node());
        return new Part.ToolCall(callId, Part.ToolKind.FUNCTION, said, input, marks);
    }

    private static void add(Streamed call, @Nullable ArrayNode fragments) {
        if (fragments != null) {
            fragments.forEach(fragment -> {
                if (!call.arguments().add(fragment)) {
                    call.unread().add(fragment);
                }
            });
        }
    }

    private Part response(Fields part, Fields response, @Nullable Seal seal) {
        String id = response.text("id");
        String said = response.text("name");
        String callId = calls.result(id, content, ordinal++, said == null ? "" : said);
        String name = said == null || said.isEmpty() ? calls.name(callId) : said;
        Fields body = response.object("response");
        List<Part> parts = new ArrayList<>();
        Outcome outcome = body == null ? Outcome.OK : FunctionResponses.read(body.node(), parts);
        for (Fields inner : Lenient.objects(response, "parts")) {
            Part read = read(inner);
            if (read != null) {
                parts.add(read);
            }
        }
        return new Part.ToolResult(callId, name, parts, outcome, marks(part, "functionResponse", response, seal));
    }

    private static Part media(Fields part, @Nullable Seal seal) {
        boolean inline = part.has("inlineData");
        String kind = inline ? "inlineData" : "fileData";
        Fields data = part.object(kind);
        if (data == null) {
            return foreign(part, seal);
        }
        String mime = data.text("mimeType");
        String name = data.text("displayName");
        String content = data.text(inline ? "data" : "fileUri");
        if (content == null || content.isEmpty()) {
            throw Wrong.request(part.at() + "/" + kind, (inline ? "data" : "file_uri") + " must be set.");
        }
        Part.Source source = inline ? new Part.Source.Inline(Base64Text.standard(content)) : source(content);
        return new Part.Media(MediaTypes.kind(mime), source, mime, name, marks(part, kind, data, seal));
    }

    private static Part.Source source(String uri) {
        boolean kept = uri.startsWith(FILES) || uri.startsWith("gs://") || !uri.contains("://");
        return kept ? new Part.Source.FileId(uri) : new Part.Source.Url(uri);
    }

    /// @param tool another provider's name for it, or null
    private Part hostedCall(Fields part, @Nullable Seal seal, @Nullable String tool) {
        boolean code = part.has("executableCode");
        Fields call = part.object(code ? "executableCode" : "toolCall");
        String type = call == null ? null : code ? HostedParts.CODE : call.text("toolType");
        if (call == null || type == null) {
            return foreign(part, seal);
        }
        hosted = hostedId(call.text("id"), type);
        JsonNode args = code ? HostedParts.without(call.node(), "id") : call.any("args");
        Marks marks = code ? own(part, seal) : marks(part, "toolCall", call, seal);
        return new Part.HostedCall(hosted, tool == null ? type : tool, args == null ? "{}" : Json.text(args), marks);
    }

    private Part hostedResult(Fields part, @Nullable Seal seal, @Nullable String tool) {
        boolean code = part.has("codeExecutionResult");
        String kind = code ? HostedParts.CODE_RESULT : HostedParts.TOOL_RESPONSE;
        Fields result = part.object(kind);
        if (result == null) {
            return foreign(part, seal);
        }
        String said = result.text("id");
        String id = said == null && !hosted.isEmpty() ? hosted : hostedId(said, kind);
        String outcome = code ? result.text("outcome") : null;
        if (tool != null) {
            // Another provider's own tool, as it was told to this client.
            result.skip("toolType");
            Fields body = result.object("response");
            HostedParts.Foreign read = HostedParts.foreign(body == null ? Json.object() : body.node());
            return new Part.HostedResult(id, tool, read.content(), read.outcome(), marks(part, kind, result, seal));
        }
        boolean failed = outcome != null && !outcome.equals("OUTCOME_OK") && !outcome.equals("OUTCOME_UNSPECIFIED");
        return new Part.HostedResult(
                id,
                kind,
                HostedParts.without(result.node(), "id"),
                failed ? Outcome.ERROR : Outcome.OK,
                own(part, seal));
    }

    /// Marks of a part whose object is kept whole.
    private static Marks own(Fields part, @Nullable Seal seal) {
        return Marks.at(part.place()).withSeal(seal);
    }

    private String hostedId(@Nullable String said, String type) {
        return said == null || said.isEmpty() ? CallIds.invent("hosted", content, ordinal++, type) : said;
    }
}
