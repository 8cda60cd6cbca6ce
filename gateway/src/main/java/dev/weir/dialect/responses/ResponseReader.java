package dev.weir.dialect.responses;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Part;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.ServiceWords;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole response.
final class ResponseReader {
    /// What a response repeats of its request, and what its structure says.
    private static final List<String> SAID_ALREADY = List.of(
            "object",
            "status",
            "background",
            "error",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "output_text",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "frequency_penalty",
            "presence_penalty");

    private final Fields root;
    private final OutputItems items;
    private final List<Part> parts = new ArrayList<>();
    private final List<Logprob> logprobs = new ArrayList<>();
    private final List<Extras> extras = new ArrayList<>();

    private ResponseReader(ObjectNode root, String issuer) {
        this.root = fields(root);
        this.items = new OutputItems(issuer);
    }

    static Fields fields(ObjectNode root) {
        return new Fields(root, "", ResponsesClientCodec.DIALECT, Fields.Mode.LENIENT);
    }

    static Answer read(byte[] body, String issuer) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
            return new Answer.Failed(new Failure.Broken("The provider's answer is no JSON object.", 200));
        }
        boolean failed =
                object.hasNonNull("error") || object.path("status").asString("").equals("failed");
        if (failed || !object.path("output").isArray()) {
            return new Answer.Failed(
                    failed || object.has("message") || object.has("detail")
                            ? OpenAiErrors.of(200, Headers.NONE, object)
                            : new Failure.Broken("The provider's answer has no output.", 200));
        }
        return new Answer.Whole(new ResponseReader(object, issuer).response());
    }

    private ChatResponse response() {
        for (Fields item : root.objects("output")) {
            item(item);
        }
        boolean called = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        Head head = head(root);
        Finish finish = finish(root, called);
        Usage usage = usage(root, new HostedSearches());
        Extras rest = rest(root);
        if (!rest.isEmpty()) {
            extras.add(rest);
        }
        return new ChatResponse(head, List.of(new Choice(0, parts, finish, logprobs, Extras.NONE)), usage, extras);
    }

    private void item(Fields item) {
        String type = item.node().path("type").asString("");
        if (type.equals("reasoning")) {
            parts.addAll(items.reasoning(item));
        } else if (isSaid(item)) {
            parts.addAll(items.content(item, logprobs));
            Extras rest = left(item);
            if (!rest.isEmpty()) {
                extras.add(rest);
            }
        } else {
            parts.addAll(items.read(item));
        }
    }

    /// Whether an item is a message of the model's own.
    static boolean isSaid(Fields item) {
        return item.node().path("type").asString("").equals("message")
                && item.node().path("role").asString("assistant").equals("assistant");
    }

    /// What is left of a message whose content was read.
    static Extras left(Fields message) {
        OutputItems.pass(message);
        ContentReader.usual(message, "status", "incomplete");
        message.skip("role");
        return message.rest();
    }

    static Head head(Fields response) {
        String id = response.text("id");
        String model = response.text("model");
        Long created = response.whole("created_at");
        return new Head(id, model, created == null || created == 0 ? null : created);
    }

    static Finish finish(Fields response, boolean called) {
        String status = response.text("status");
        JsonNode reason = response.node().path("incomplete_details").path("reason");
        String why = reason.isString() ? reason.stringValue() : null;
        if (response.node().path("incomplete_details").size() <= 1) {
            response.skip("incomplete_details");
        }
        String raw = why == null ? status : why;
        return new Finish(StopWords.read(status, why, called), raw, null, Extras.NONE);
    }

    /// @param told searches that were told one by one before
    static @Nullable Usage usage(Fields response, HostedSearches told) {
        JsonNode block = response.node().path("usage");
        Usage usage = block.isObject() ? ResponsesUsage.read(block) : null;
        if (usage == null) {
            return null;
        }
        response.skip("usage");
        return told.in(usage.servedIn(ServiceWords.tier(response.node().path("service_tier"))), response.node());
    }

    /// What a response says beside its output.
    static Extras rest(Fields response) {
        response.skip("output");
        SAID_ALREADY.forEach(response::skip);
        return response.rest();
    }
}
