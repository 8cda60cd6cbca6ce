package dev.weir.dialect.responses;

import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.Json;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.Purpose;
import dev.weir.wire.Splice;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Responses that the gateway keeps for `store`, and takes up for `previous_response_id` and `item_reference`.
public final class KeptResponses implements Keepsakes {
    private static final String REFERENCE = "item_reference";
    /// Of the id of an exchange, behind its prefix.
    private static final int LETTERS = 20;

    @Override
    public @Nullable Kept kept(byte[] request, byte[] response, Origin origin) {
        if (!(Json.readOrNull(request, 0, request.length) instanceof ObjectNode asked)
                || !(Json.readOrNull(response, 0, response.length) instanceof ObjectNode answer)) {
            return null;
        }
        return new Kept(answer, input(asked), origin);
    }

    /// What an answer was asked, each item with an id: one that has none gets one by its place.
    private static List<JsonNode> asked(Kept kept) {
        String base = kept.response().path("id").asString("").replaceFirst("^resp_", "");
        List<JsonNode> out = new ArrayList<>();
        for (JsonNode item : kept.input()) {
            boolean named = !(item instanceof ObjectNode) || item.path("id").isString();
            out.add(named ? item : ((ObjectNode) item.deepCopy()).put("id", "msg_" + base + "_in" + out.size()));
        }
        return out;
    }

    /// The items of a request; words alone are a message.
    static ArrayNode input(ObjectNode request) {
        JsonNode input = request.path("input");
        if (input instanceof ArrayNode items) {
            return items.deepCopy();
        }
        ArrayNode out = Json.array();
        if (input.isString()) {
            ObjectNode message = out.addObject().put("type", "message").put("role", "user");
            message.putArray("content").addObject().put("type", "input_text").put("text", input.stringValue());
        }
        return out;
    }

    @Override
    public byte[] takenUp(byte[] request, @Nullable Kept previous, Map<String, JsonNode> items) {
        ArrayNode history = Json.array();
        if (previous != null) {
            previous.input().forEach(history::add);
            previous.response().path("output").forEach(history::add);
        }
        return within(request, history, items);
    }

    @Override
    public byte[] within(byte[] request, ArrayNode history, Map<String, JsonNode> items) {
        if (!(Json.readOrNull(request, 0, request.length) instanceof ObjectNode body)) {
            throw new IllegalArgumentException("the body was read before, and was an object");
        }
        ArrayNode input = history.deepCopy();
        for (JsonNode item : input(body)) {
            boolean reference = item.path("type").asString("").equals(REFERENCE)
                    || !item.has("type")
                    || item.path("type").asString("").equals("reasoning")
                    || item.path("type").asString("").equals("image_generation_call") && !item.hasNonNull("result");
            JsonNode meant = reference ? items.get(item.path("id").asString("")) : null;
            input.add(meant == null ? item : meant);
        }
        return spliced(request, input);
    }

    /// The rest of the request stays as its client wrote it.
    private static byte[] spliced(byte[] request, ArrayNode input) {
        Splice splice = new Splice(request);
        Splice.Obj root = splice.root();
        for (String gone : List.of("previous_response_id", "conversation", "input")) {
            Splice.Member member = root.get(gone);
            while (member != null) {
                member.remove(root);
                member = root.get(gone);
            }
        }
        root.add("input", Json.bytes(input));
        return splice.toBytes();
    }

    @Override
    public Conversations conversations() {
        return new KeptConversations();
    }

    @Override
    public List<String> seals(byte[] body) {
        List<String> out = new ArrayList<>();
        JsonNode node = Json.readOrNull(body, 0, body.length);
        if (node == null) {
            return out;
        }
        for (String list : List.of("input", "output")) {
            for (JsonNode item : node.path(list)) {
                String sealed = item.path("encrypted_content").asString("");
                if (!sealed.isEmpty() && SealWords.isBare(sealed)) {
                    out.add(sealed);
                }
            }
        }
        return out;
    }

    /// The gateway's own items are called after their answer: `msg_BASE_0` of `resp_BASE`.
    @Override
    public @Nullable String answerOf(String item) {
        int first = item.indexOf('_');
        int last = item.lastIndexOf('_');
        boolean ours = first > 0 && last - first - 1 == LETTERS && item.length() - last < 6;
        return ours ? "resp_" + item.substring(first + 1, last) : null;
    }

    @Override
    public JsonNode inputItems(Kept kept, Page page) {
        return ItemPages.page(asked(kept), page);
    }

    @Override
    public String path(Purpose.Kept wanted) {
        String path = "/responses/" + URLEncoder.encode(wanted.id(), StandardCharsets.UTF_8);
        return switch (wanted.part()) {
            case ANSWER -> path;
            case INPUT -> path + "/input_items";
            case CANCEL -> path + "/cancel";
        };
    }

    @Override
    public ByteLane errand() {
        return new ResponsesErrand("/responses", "", ResponsesErrand.Meter.COUNTED);
    }

    @Override
    public ByteLane due() {
        return new ResponsesErrand("/responses", "", ResponsesErrand.Meter.DUE);
    }

    @Override
    public ByteLane compaction() {
        return new ResponsesErrand("/responses/compact", "", ResponsesErrand.Meter.COUNTS);
    }

    @Override
    public JsonNode deleted(String id) {
        return Json.object().put("id", id).put("object", "response").put("deleted", true);
    }
}
