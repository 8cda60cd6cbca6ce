package dev.weir.dialect.openai;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Seal;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ServiceWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole `chat.completion` of OpenAI or a compatible host.
final class ChatResponseReader {
    private final Fields root;
    private final UsageConvention convention;

    private ChatResponseReader(ObjectNode root, UsageConvention convention) {
        this.root = AnswerReader.fields(root, "");
        this.convention = convention;
    }

    static Answer read(byte[] body, UsageConvention convention) {
        JsonNode node = Json.readOrNull(body, 0, body.length);
        if (!(node instanceof ObjectNode object)) {
            return new Answer.Failed(new Failure.Broken("The provider's answer is no JSON object.", 200));
        }
        boolean failed = object.hasNonNull("error");
        if (failed || !object.path("choices").isArray()) {
            return new Answer.Failed(
                    failed || object.has("message") || object.has("detail")
                            ? OpenAiErrors.of(200, Headers.NONE, object)
                            : new Failure.Broken("The provider's answer has no choices.", 200));
        }
        for (JsonNode choice : object.path("choices")) {
            Failure unfinished =
                    FinishWords.failure(choice.path("finish_reason").asString(""));
            if (unfinished != null) {
                return new Answer.Failed(unfinished);
            }
        }
        return new Answer.Whole(new ChatResponseReader(object, convention).response());
    }

    private ChatResponse response() {
        Head head = head(root);
        List<Choice> choices = new ArrayList<>();
        long searches = 0;
        for (Fields choice : root.objects("choices")) {
            choices.add(choice(choice, choices.size()));
            searches = Math.max(searches, Citations.searches(choice.node().path("message")));
        }
        Usage usage = usage(root, convention);
        String tier = ServiceWords.tier(root.node().path("service_tier"));
        Extras rest = root.rest();
        Usage served = usage == null ? null : usage.servedIn(tier).searchedAtLeast(searches);
        return new ChatResponse(head, choices, served, rest.isEmpty() ? List.of() : List.of(rest));
    }

    static Head head(Fields root) {
        String id = AnswerReader.words(root, "id");
        String model = AnswerReader.words(root, "model");
        Long created = root.whole("created");
        root.skip("object");
        return new Head(id, model, created == null || created == 0 ? null : created);
    }

    /// The usage of a document, from `usage` or from Groq's place.
    static @Nullable Usage usage(Fields root, UsageConvention convention) {
        for (JsonNode block : new JsonNode[] {
            root.node().path("usage"), root.node().path("x_groq").path("usage")
        }) {
            Usage usage = block.isObject() ? ChatUsage.read(block, convention) : null;
            if (usage != null) {
                root.skip("usage");
                return usage;
            }
        }
        return null;
    }

    private static Choice choice(Fields choice, int position) {
        Integer index = choice.integer("index");
        List<Part> parts = new ArrayList<>();
        Fields message = choice.object("message");
        if (message != null) {
            parts(message, parts);
        }
        Fields logprobs = choice.object("logprobs");
        List<Logprob> tokens = AnswerReader.logprobs(logprobs);
        boolean called = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        String raw = choice.text("finish_reason");
        String matched = AnswerReader.words(choice, "stop_reason");
        Finish finish = new Finish(FinishWords.read(raw, called, matched), raw, matched, Extras.NONE);
        Extras rest = new Leftovers(choice)
                .and("message", message)
                .and("logprobs", logprobs)
                .extras();
        return new Choice(index == null ? position : index, parts, finish, tokens, rest);
    }

    private static void parts(Fields message, List<Part> parts) {
        List<Part> calls = calls(message);
        Set<String> ids = new HashSet<>();
        calls.forEach(call -> {
            if (call instanceof Part.ToolCall known) {
                ids.add(known.id());
            }
        });
        message.skip("role");
        ThoughtReader thinking = new ThoughtReader(ids);
        thinking.read(message);
        parts.addAll(thinking.thoughts());
        content(message, parts);
        String refusal = AnswerReader.words(message, "refusal");
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal, Marks.NONE));
        }
        parts.addAll(AnswerReader.images(message));
        audio(message, parts);
        for (Part part : calls) {
            Seal seal =
                    part instanceof Part.ToolCall call ? thinking.callSeals().get(call.id()) : null;
            parts.add(seal == null ? part : sealed((Part.ToolCall) part, seal));
        }
    }

    private static void content(Fields message, List<Part> parts) {
        Seal seal = AnswerReader.google(message);
        JsonNode content = message.node().get("content");
        if (content instanceof ArrayNode) {
            for (Fields part : message.objects("content")) {
                parts.add(part(part));
            }
            return;
        }
        String text = AnswerReader.words(message, "content");
        if (text != null || seal != null) {
            Marks marks = Marks.of(seal);
            parts.add(new Part.Text(text == null ? "" : text, AnswerReader.citations(message), marks));
        }
    }

    private static Part part(Fields part) {
        return switch (part.node().path("type").asString("")) {
            case "text" -> {
                part.skip("type");
                String text = part.text("text");
                yield new Part.Text(text == null ? "" : text, List.of(), Marks.of(part.rest()));
            }
            case "thinking" -> {
                part.skip("type");
                String signature = part.text("signature");
                Seal seal = signature == null || signature.isEmpty() ? null : new Seal(Issuers.MISTRAL, signature);
                String text = AnswerReader.thinking(part);
                yield new Thought(text, Form.FULL, new Marks(seal, null, part.rest()));
            }
            default -> new Part.Foreign(ChatClientCodec.DIALECT, part.node(), Marks.NONE);
        };
    }

    private static List<Part> calls(Fields message) {
        List<Part> calls = new ArrayList<>();
        for (Fields call : message.objects("tool_calls")) {
            Fields body = AnswerReader.callBody(call);
            String name = body == null ? null : body.text("name");
            if (body == null || name == null) {
                continue;
            }
            ToolKind kind = body.at().endsWith("/custom") ? ToolKind.CUSTOM : ToolKind.FUNCTION;
            String id = AnswerReader.words(call, "id");
            String input = AnswerReader.arguments(body, kind == ToolKind.CUSTOM ? "input" : "arguments");
            call.skip("index");
            Seal seal = AnswerReader.google(call);
            Extras rest = new Leftovers(call)
                    .and(kind == ToolKind.CUSTOM ? "custom" : "function", body)
                    .extras();
            String known = id == null ? "call_" + calls.size() : id;
            calls.add(new Part.ToolCall(known, kind, name, input, new Marks(seal, null, rest)));
        }
        String legacy = message.node().path("function_call").path("name").asString("");
        Fields call = legacy.isEmpty() ? null : message.object("function_call");
        if (call != null) {
            call.skip("name");
            String input = AnswerReader.arguments(call, "arguments");
            calls.add(new Part.ToolCall("call_0", ToolKind.FUNCTION, legacy, input, Marks.of(call.rest())));
        }
        return calls;
    }

    private static void audio(Fields message, List<Part> parts) {
        String data = message.node().path("audio").path("data").asString("");
        Fields audio = data.isEmpty() ? null : message.object("audio");
        if (audio != null) {
            audio.skip("data");
            Extras rest = audio.rest();
            Map<String, JsonNode> fields = rest.fields();
            Marks marks = Marks.of(new Extras(ChatClientCodec.DIALECT, audio.at(), fields));
            parts.add(new Part.Media(Part.MediaKind.AUDIO, new Part.Source.Inline(data), null, null, marks));
        }
    }

    private static Part sealed(Part.ToolCall call, Seal seal) {
        return new Part.ToolCall(
                call.id(), call.kind(), call.name(), call.input(), call.marks().withSeal(seal));
    }
}
