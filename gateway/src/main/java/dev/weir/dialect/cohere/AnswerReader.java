package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole answer: the plan before its calls, its content, its calls, and the citations on its text.
final class AnswerReader {
    private static final String OWNER = CohereProviderCodec.DIALECT;

    private final List<Part> parts = new ArrayList<>();
    private final List<Extras> extras = new ArrayList<>();

    private AnswerReader() {}

    static Answer read(byte[] body) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
            return new Answer.Failed(new Failure.Broken("the provider's answer is not a JSON object", 200));
        }
        return new AnswerReader().read(fields(object, ""));
    }

    static Fields fields(ObjectNode node, String at) {
        return new Fields(node, at, OWNER, Fields.Mode.LENIENT);
    }

    private Answer read(Fields answer) {
        Fields message = answer.object("message");
        if (message == null) {
            return new Answer.Failed(CohereErrors.inside(answer.node()));
        }
        String raw = answer.text("finish_reason");
        Failure failure = FinishWords.failure(raw, answer.text("error"));
        if (failure != null) {
            return new Answer.Failed(failure);
        }
        Head head = new Head(answer.text("id"), null, null);
        message(message);
        Finish finish = new Finish(FinishWords.read(raw), raw, null, Extras.NONE);
        JsonNode counts = answer.any("usage");
        Usage usage = UsageReader.read(counts);
        if (counts != null && usage == null) {
            answer.leave("usage");
        }
        List<Logprob> logprobs = new ArrayList<>();
        for (Fields item : answer.objects("logprobs")) {
            logprobs.addAll(logprobs(item));
            note(item.rest());
        }
        note(message.rest());
        note(answer.rest());
        Choice choice = new Choice(0, parts, finish, logprobs, Extras.NONE);
        return new Answer.Whole(new ChatResponse(head, List.of(choice), usage, extras));
    }

    private void message(Fields message) {
        message.skip("role");
        String plan = message.text("tool_plan");
        if (plan != null && !plan.isEmpty()) {
            parts.add(new Part.Thought(plan, Form.SUMMARY, Marks.NONE));
        }
        List<Fields> citations = new ArrayList<>(message.objects("citations"));
        JsonNode content = message.node().path("content");
        if (content.isString()) {
            message.skip("content");
            text(content.stringValue(), 0, citations, Marks.NONE);
        }
        List<Fields> blocks = content.isArray() ? message.objects("content") : List.of();
        for (int i = 0; i < blocks.size(); i++) {
            block(blocks.get(i), i, citations);
        }
        citations.forEach(
                citation -> note(fields(citation.node(), citation.at()).rest()));
        for (Fields call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
    }

    private void block(Fields block, int index, List<Fields> citations) {
        String type = block.text("type");
        String words = block.text("thinking".equals(type) ? "thinking" : "text");
        if ("text".equals(type) && words != null) {
            text(words, index, citations, Marks.of(block.rest()));
        } else if ("thinking".equals(type) && words != null) {
            parts.add(new Part.Thought(words, Form.FULL, Marks.of(block.rest())));
        } else {
            parts.add(new Part.Foreign(OWNER, block.node(), Marks.NONE));
        }
    }

    /// Adds a text with the citations that stand on it; those that say no block stand on the first text.
    private void text(String words, int index, List<Fields> citations, Marks marks) {
        List<Annotation> here = new ArrayList<>();
        boolean first = parts.stream().noneMatch(Part.Text.class::isInstance);
        for (int i = 0; i < citations.size(); i++) {
            Fields citation = citations.get(i);
            int on = citation.node().path("content_index").asInt(first ? index : -1);
            if (on == index && Citations.isOnText(citation.node())) {
                here.add(Citations.read(citation, words));
                citations.remove(i--);
            }
        }
        parts.add(new Part.Text(words, here, marks));
    }

    private static Part call(Fields call) {
        call.skip("type");
        String id = call.text("id");
        Fields function = call.object("function");
        String name = function == null ? null : function.text("name");
        String arguments = function == null ? null : function.text("arguments");
        return new Part.ToolCall(
                id == null ? "call_" + call.at().substring(call.at().lastIndexOf('/') + 1) : id,
                Part.ToolKind.FUNCTION,
                name == null ? "" : name,
                arguments == null ? "" : arguments,
                Marks.of(new Leftovers(call).and("function", function).extras()));
    }

    /// The tokens of one item. An item of several tokens has one text for them all and stays in the rest.
    static List<Logprob> logprobs(@Nullable Fields item) {
        if (item == null) {
            return List.of();
        }
        JsonNode values = item.node().path("logprobs");
        JsonNode text = item.node().path("text");
        Double value = values.size() == 1 ? Fields.finite(values.get(0)) : null;
        if (value == null || !text.isString()) {
            return List.of();
        }
        item.skip("logprobs");
        item.skip("text");
        return List.of(new Logprob(text.stringValue(), value, null, List.of()));
    }

    private void note(Extras more) {
        if (!more.isEmpty()) {
            extras.add(more);
        }
    }

    /// All fields of an object that nobody can place.
    static Extras all(Fields fields) {
        return new Extras(
                OWNER, fields.at(), fields(fields.node(), fields.at()).rest().fields());
    }
}
