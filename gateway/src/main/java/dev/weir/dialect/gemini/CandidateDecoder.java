package dev.weir.dialect.gemini;

import dev.weir.chat.Extras;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockDelta;
import dev.weir.chat.StreamEvent.BlockEnded;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.BlockSealed;
import dev.weir.chat.StreamEvent.BlockStarted;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.gemini.GroundingReader.Cited;
import dev.weir.dialect.gemini.GroundingReader.Grounding;
import dev.weir.dialect.gemini.GroundingReader.Placed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns the parts of one candidate, as they come, into blocks of one choice.
///
/// Consecutive text parts are one text, and so are consecutive thoughts, until a signature seals the block: what
/// follows a signature is a part of its own, for signatures hold by their place. A signature on an empty text seals
/// the block that is open, and else becomes an empty text that carries it.
final class CandidateDecoder {
    private static final Set<String> BESIDE_DATA =
            Set.of("thought", "thoughtSignature", "partMetadata", "videoMetadata", "mediaResolution");

    private final int choice;
    private final AnswerDecoder.Form form;
    private final Consumer<StreamEvent> out;
    private final List<Text> texts = new ArrayList<>();
    private final Set<Placed> cited = new HashSet<>();
    private String answer = "";
    private Open open = Open.NONE;
    private boolean sealed;
    private int blocks;
    private int calls;
    private int parts;
    private String hosted = "";
    private @Nullable PartialArguments partial;
    private final CandidateEnd end = new CandidateEnd();

    private enum Open {
        NONE,
        TEXT,
        THOUGHT,
        CALL
    }

    private record Text(int block, int part, StringBuilder words) {}

    CandidateDecoder(int choice, AnswerDecoder.Form form, Consumer<StreamEvent> out) {
        this.choice = choice;
        this.form = form;
        this.out = out;
    }

    /// How it ends.
    CandidateEnd end() {
        return end;
    }

    /// Takes the candidate of one chunk.
    ///
    /// @param answerId the provider's id of the answer, or empty
    void take(Fields candidate, String answerId) {
        answer = answerId;
        candidate.skip("index");
        Fields content = candidate.object("content");
        if (content != null) {
            content.skip("role");
            for (Fields part : content.objects("parts")) {
                part(part);
                parts++;
            }
            note(content.rest());
        }
        logprobs(candidate);
        end.read(candidate);
        Fields grounding = candidate.object("groundingMetadata");
        if (grounding != null) {
            ground(grounding);
        }
        note(candidate.rest());
    }

    /// Ends the choice.
    void finish() {
        close();
        out.accept(new StreamEvent.ChoiceFinished(choice, end.finish(calls)));
    }

    private void part(Fields part) {
        String signature = part.text("thoughtSignature");
        Seal seal = signature == null || signature.isEmpty() ? null : new Seal(GeminiProviderCodec.ISSUER, signature);
        boolean thought = Boolean.TRUE.equals(part.flag("thought"));
        if (!data(part, thought, seal)) {
            whole(new Part.Foreign(
                    GeminiProviderCodec.DIALECT,
                    withoutSignature(part.node()),
                    Marks.at(place(part)).withSeal(seal)));
            return;
        }
        note(part.rest());
    }

    /// Reads what the part is; false when it is nothing that the canonical model has.
    private boolean data(Fields part, boolean thought, @Nullable Seal seal) {
        String text = part.text("text");
        if (text != null) {
            words(text, thought, seal);
            return true;
        }
        if (thought && part.node().properties().stream().anyMatch(field -> !BESIDE_DATA.contains(field.getKey()))) {
            // A picture or a call that the model only thought of.
            return false;
        }
        if (part.has("functionCall")) {
            Fields call = part.object("functionCall");
            return call != null && call(call, seal);
        }
        if (part.has("inlineData") || part.has("fileData")) {
            return media(part, seal);
        }
        if (part.has("executableCode") || part.has("toolCall")) {
            return hostedCall(part, seal);
        }
        if (part.has("codeExecutionResult") || part.has("toolResponse")) {
            return hostedResult(part, seal);
        }
        if (seal != null && part.node().properties().stream().allMatch(field -> BESIDE_DATA.contains(field.getKey()))) {
            words("", thought, seal);
            return true;
        }
        return part.rest().isEmpty();
    }

    private static ObjectNode withoutSignature(ObjectNode part) {
        ObjectNode raw = part.deepCopy();
        raw.remove("thoughtSignature");
        return raw;
    }

    private void words(String text, boolean thought, @Nullable Seal seal) {
        Open kind = thought ? Open.THOUGHT : Open.TEXT;
        if (text.isEmpty() && seal == null) {
            return;
        }
        if (open != kind || sealed) {
            start(thought ? new BlockKind.ThoughtBlock(Part.Thought.Form.SUMMARY) : new BlockKind.TextBlock());
            open = kind;
            if (kind == Open.TEXT) {
                texts.add(new Text(blocks - 1, form == AnswerDecoder.Form.WHOLE ? parts : -1, new StringBuilder()));
            }
        }
        if (!text.isEmpty()) {
            delta(new Delta.Words(text));
            if (kind == Open.TEXT) {
                texts.getLast().words().append(text);
            }
        }
        seal(seal);
    }

    private boolean call(Fields call, @Nullable Seal seal) {
        String name = call.text("name");
        String id = call.text("id");
        Boolean more = call.flag("willContinue");
        ArrayNode fragments = call.array("partialArgs");
        JsonNode args = call.any("args");
        boolean goesOn = Boolean.TRUE.equals(more);
        if (name == null || name.isEmpty()) {
            if (partial == null) {
                return false;
            }
            fragments(fragments);
            seal(seal);
            if (!goesOn) {
                close();
            }
            return true;
        }
        String callId = id == null || id.isEmpty() ? CallIds.invent(answer, choice, calls, name) : id;
        start(new BlockKind.ToolCallBlock(callId, Part.ToolKind.FUNCTION, name));
        open = Open.CALL;
        calls++;
        seal(seal);
        if (goesOn || fragments != null) {
            partial = new PartialArguments(args instanceof ObjectNode object ? object : null);
            fragments(fragments);
        } else {
            delta(new Delta.Args(args == null ? "{}" : Json.text(args)));
        }
        note(call.rest());
        if (!goesOn) {
            close();
        }
        return true;
    }

    private void fragments(@Nullable ArrayNode fragments) {
        if (fragments == null || partial == null) {
            return;
        }
        for (JsonNode fragment : fragments) {
            if (!partial.add(fragment)) {
                ObjectNode unread = Json.object();
                unread.set("partialArgs", fragment);
                note(new Fields(unread, "", GeminiProviderCodec.DIALECT, Fields.Mode.LENIENT).rest());
            }
        }
    }

    private boolean media(Fields part, @Nullable Seal seal) {
        Fields data = part.has("inlineData") ? part.object("inlineData") : part.object("fileData");
        if (data == null) {
            return false;
        }
        String mime = data.text("mimeType");
        String base64 = data.text("data");
        String uri = data.text("fileUri");
        String name = data.text("displayName");
        if (base64 == null && uri == null) {
            return false;
        }
        Part.Source source =
                base64 != null ? new Part.Source.Inline(Base64Text.standard(base64)) : source(uri == null ? "" : uri);
        whole(new Part.Media(
                MediaTypes.kind(mime), source, mime, name, Marks.at(place(part)).withSeal(seal)));
        note(data.rest());
        return true;
    }

    private static Part.Source source(String uri) {
        return uri.contains("://") ? new Part.Source.Url(uri) : new Part.Source.FileId(uri);
    }

    private boolean hostedCall(Fields part, @Nullable Seal seal) {
        boolean code = part.has("executableCode");
        Fields call = part.object(code ? "executableCode" : "toolCall");
        if (call == null) {
            return false;
        }
        String id = call.text("id");
        String type = code ? HostedParts.CODE : call.text("toolType");
        if (type == null) {
            return false;
        }
        hosted = id == null || id.isEmpty() ? CallIds.invent(answer, choice, blocks, type) : id;
        JsonNode args = code ? HostedParts.without(call.node(), "id") : call.any("args");
        start(new BlockKind.HostedCallBlock(hosted, type, Marks.at(place(part))));
        open = Open.CALL;
        delta(new Delta.Args(args == null ? "{}" : Json.text(args)));
        seal(seal);
        close();
        if (!code) {
            note(call.rest());
        }
        return true;
    }

    private boolean hostedResult(Fields part, @Nullable Seal seal) {
        String kind = part.has("codeExecutionResult") ? HostedParts.CODE_RESULT : HostedParts.TOOL_RESPONSE;
        Fields result = part.object(kind);
        if (result == null) {
            return false;
        }
        String id = result.text("id");
        String outcome = kind.equals(HostedParts.CODE_RESULT) ? result.text("outcome") : null;
        boolean failed = outcome != null && !outcome.equals("OUTCOME_OK") && !outcome.equals("OUTCOME_UNSPECIFIED");
        String callId = id != null && !id.isEmpty()
                ? id
                : hosted.isEmpty() ? CallIds.invent(answer, choice, blocks, kind) : hosted;
        whole(new Part.HostedResult(
                callId,
                kind,
                HostedParts.without(result.node(), "id"),
                failed ? Outcome.ERROR : Outcome.OK,
                Marks.at(place(part)).withSeal(seal)));
        return true;
    }

    /// Where a part stands in the answer; what it holds beside is noted apart.
    private static Extras place(Fields part) {
        return new Extras(GeminiProviderCodec.DIALECT, part.at(), Map.of());
    }

    private void logprobs(Fields candidate) {
        Fields result = candidate.object("logprobsResult");
        if (result == null) {
            return;
        }
        List<ObjectNode> left = new ArrayList<>();
        List<Logprob> logprobs = LogprobsReader.read(result, left);
        if (!logprobs.isEmpty()) {
            out.accept(new StreamEvent.LogprobsAdded(choice, logprobs));
        }
        note(result.rest());
        for (ObjectNode fields : left) {
            note(new Fields(fields, result.at(), GeminiProviderCodec.DIALECT, Fields.Mode.LENIENT).rest());
        }
    }

    /// Citations come with the last chunk, or again with each. One whose text was closed before cannot be streamed any
    /// more, and is noted.
    private void ground(Fields grounding) {
        List<Cited> citable = texts.stream()
                .map(text -> new Cited(text.block(), text.part(), text.words().toString()))
                .toList();
        Grounding read = GroundingReader.read(grounding, citable);
        for (Placed placed : read.citations()) {
            if (!cited.add(placed)) {
                continue;
            }
            boolean reachable = form == AnswerDecoder.Form.WHOLE || open == Open.TEXT && placed.block() == blocks - 1;
            if (reachable) {
                out.accept(new BlockDelta(choice, placed.block(), new Delta.Cited(placed.annotation())));
            } else {
                note(HostedParts.lateCitation(placed.annotation(), grounding.at()));
            }
        }
        note(read.rest());
    }

    private void start(BlockKind kind) {
        close();
        out.accept(new BlockStarted(choice, blocks++, kind));
    }

    private void delta(Delta delta) {
        out.accept(new BlockDelta(choice, blocks - 1, delta));
    }

    private void seal(@Nullable Seal seal) {
        if (seal != null) {
            out.accept(new BlockSealed(choice, blocks - 1, seal));
            sealed = true;
        }
    }

    private void whole(Part part) {
        start(new BlockKind.Whole(part));
        out.accept(new BlockEnded(choice, blocks - 1));
        open = Open.NONE;
    }

    private void close() {
        if (partial != null) {
            delta(new Delta.Args(Json.text(partial.tree())));
            partial = null;
        }
        if (open != Open.NONE) {
            out.accept(new BlockEnded(choice, blocks - 1));
            open = Open.NONE;
        }
        sealed = false;
    }

    private void note(Extras extras) {
        if (!extras.isEmpty()) {
            out.accept(new StreamEvent.Noted(extras));
        }
    }
}
