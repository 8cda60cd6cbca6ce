package dev.weir.dialect.responses;

import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.Usage;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a stream of the Responses API of OpenAI or a compatible host.
///
/// The answer is whole when `response.completed` or `response.incomplete` says so, and only then. What an event is
/// stands in its `type`. Items that the last event holds and no other told are told then.
final class ResponsesStreamDecoder implements StreamDecoder {
    private static final int MAX_INVALID = 3;
    /// Fields of events that were read or that only number, name and pad them.
    private static final Set<String> KNOWN = Set.of(
            "type",
            "sequence_number",
            "item_id",
            "output_index",
            "content_index",
            "summary_index",
            "annotation_index",
            "command_index",
            "partial_image_index",
            "partial_image_b64",
            "delta",
            "text",
            "refusal",
            "arguments",
            "input",
            "name",
            "code",
            "command",
            "output",
            "part",
            "item",
            "annotation",
            "logprobs",
            "obfuscation",
            "response");

    private final Blocks blocks = new Blocks();
    private final ItemDecoder items;
    private final Set<String> noted = new HashSet<>();
    private boolean begun;
    private boolean over;
    private int invalid;
    private final HostedSearches searches = new HostedSearches();

    ResponsesStreamDecoder(String issuer) {
        this.items = new ItemDecoder(issuer, blocks);
    }

    @Override
    public void frame(Frame frame, Consumer<StreamEvent> out) {
        if (over || frame.isSilent() || frame.says("[DONE]")) {
            return;
        }
        blocks.to(out);
        JsonNode node = Json.readOrNull(frame.data(), frame.from(), frame.to());
        if (node instanceof ObjectNode event) {
            event(event, "error".equals(frame.name()), out);
        } else if (++invalid > MAX_INVALID) {
            fail(new Failure.Broken("The provider's stream holds frames that are not JSON.", 200), out);
        }
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        if (!over) {
            fail(new Failure.Truncated("The provider's stream ended before its answer was complete."), out);
        }
    }

    private void event(ObjectNode event, boolean error, Consumer<StreamEvent> out) {
        String type = event.path("type").asString("");
        if (error || type.equals("error") || event.hasNonNull("error")) {
            fail(OpenAiErrors.of(200, Headers.NONE, event), out);
            return;
        }
        JsonNode response = event.path("response");
        if (type.equals("response.failed")) {
            fail(OpenAiErrors.of(200, Headers.NONE, response), out);
            return;
        }
        begin(response, out);
        if (type.equals("response.completed") || type.equals("response.incomplete")) {
            finish(response, out);
        } else if (event.path("item") instanceof ObjectNode item) {
            item(type, item, event.path("output_index").asInt(0));
        } else {
            piece(type, event);
        }
        note(event);
    }

    private void begin(JsonNode response, Consumer<StreamEvent> out) {
        if (!begun) {
            begun = true;
            Head head = response instanceof ObjectNode object
                    ? ResponseReader.head(ResponseReader.fields(object))
                    : new Head(null, null, null);
            out.accept(new StreamEvent.Started(head));
        }
    }

    private void item(String type, ObjectNode item, int index) {
        if (type.equals("response.output_item.added")) {
            items.added(item, index);
        } else if (type.equals("response.output_item.done")) {
            items.done(item, index);
            searches.add(item);
        }
    }

    private void piece(String type, ObjectNode event) {
        int index = items.place(
                event.path("item_id").asString(""), event.path("output_index").asInt(0));
        String content = ItemDecoder.content(index, event.path("content_index").asInt(0));
        String summary = ItemDecoder.summary(index, event.path("summary_index").asInt(0));
        String delta = event.path("delta").asString("");
        switch (type) {
            case "response.output_text.delta" -> {
                blocks.words(content, new BlockKind.TextBlock(), delta);
                blocks.more(Integer.toString(index), Logprobs.read(ResponseReader.fields(event)));
            }
            case "response.output_text.done" ->
                blocks.complete(content, new BlockKind.TextBlock(), text(event, "text"));
            case "response.refusal.delta" -> blocks.words(content, new BlockKind.RefusalBlock(), delta);
            case "response.refusal.done" ->
                blocks.complete(content, new BlockKind.RefusalBlock(), text(event, "refusal"));
            case "response.reasoning_text.delta" -> blocks.words(content, new BlockKind.ThoughtBlock(Form.FULL), delta);
            case "response.reasoning_text.done" ->
                blocks.complete(content, new BlockKind.ThoughtBlock(Form.FULL), text(event, "text"));
            case "response.reasoning_summary_text.delta" ->
                blocks.words(summary, new BlockKind.ThoughtBlock(Form.SUMMARY), delta);
            case "response.reasoning_summary_text.done" ->
                blocks.complete(summary, new BlockKind.ThoughtBlock(Form.SUMMARY), text(event, "text"));
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                items.arguments(index, delta);
            case "response.function_call_arguments.done" -> items.allArguments(index, text(event, "arguments"));
            case "response.custom_tool_call_input.done" -> items.allArguments(index, text(event, "input"));
            case "response.output_text.annotation.added" -> cite(event, content);
            // Progress says nothing that the items do not say.
            default -> {}
        }
    }

    private static String text(ObjectNode event, String name) {
        return event.path(name).asString("");
    }

    private void cite(ObjectNode event, String place) {
        if (event.path("annotation") instanceof ObjectNode annotation) {
            int number = event.path("annotation_index").asInt(0);
            String at = "/output/" + place + "/annotations/" + number;
            Fields fields = new Fields(annotation, at, ResponsesClientCodec.DIALECT, Fields.Mode.LENIENT);
            blocks.cite(place, number, ContentReader.annotation(fields));
        }
    }

    /// Fields of an event that nobody knows, each told once.
    private void note(ObjectNode event) {
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        event.forEachEntry((name, value) -> {
            boolean says = !value.isNull() && !(value.isContainer() && value.isEmpty());
            if (says && !KNOWN.contains(name) && noted.add(name)) {
                rest.put(name, value);
            }
        });
        if (!rest.isEmpty() && !over) {
            blocks.note(new Extras(ResponsesClientCodec.DIALECT, "", rest));
        }
    }

    private void finish(JsonNode node, Consumer<StreamEvent> out) {
        ObjectNode object = node instanceof ObjectNode known ? known : Json.object();
        if (object.path("output") instanceof ArrayNode output) {
            for (int i = 0; i < output.size(); i++) {
                if (output.get(i) instanceof ObjectNode item) {
                    items.done(item, i);
                }
            }
        }
        blocks.close();
        Fields response = ResponseReader.fields(object);
        ResponseReader.head(response);
        @Nullable Usage usage = ResponseReader.usage(response, searches);
        var finish = ResponseReader.finish(response, blocks.hasCalled());
        blocks.note(ResponseReader.rest(response));
        if (usage != null) {
            out.accept(new StreamEvent.Metered(usage));
        }
        out.accept(new StreamEvent.ChoiceFinished(0, finish));
        out.accept(new StreamEvent.Ended());
        over = true;
    }

    private void fail(Failure failure, Consumer<StreamEvent> out) {
        over = true;
        out.accept(new StreamEvent.Failed(failure));
    }
}
