package dev.weir.dialect.openai;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.GoogleFiles;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.OpenAiProbe;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.ServiceWords;
import dev.weir.dialect.ThingWalk;
import dev.weir.dialect.Ties;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// OpenAI Chat on the byte lane: what must be known of a request and of its answer when nothing is translated.
public final class ChatByteLane implements ByteLane {
    public static final String DIALECT = "openai-chat";

    /// Where a request names things: OpenAI's files and Mistral's, and addresses.
    private static final Map<String, ThingWalk.Word> WORDS = ThingWalk.words(Map.of(
            "messages", ThingWalk.Word.ALONG,
            "content", ThingWalk.Word.LIST,
            "file", ThingWalk.Word.ALONG,
            "file_data", ThingWalk.Word.ADDRESS,
            "image_url", ThingWalk.Word.ADDRESS,
            "document_url", ThingWalk.Word.ADDRESS,
            "url", ThingWalk.Word.ADDRESS));

    private static final String NO_OBJECT = "The body of a chat completion request is a JSON object.";
    private static final int MOST_CHOICES = 128;
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String dialect() {
        return DIALECT;
    }

    /// What a body of a chat names by ids, whatever else it is.
    public static List<Ties.Thing> things(byte[] body) {
        return ThingWalk.in(body, 0, body.length, WORDS);
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        return probe(body, "messages");
    }

    /// @param needed the member that holds what is answered
    static RequestProbe probe(byte[] body, String needed) {
        try {
            return found(body, needed);
        } catch (OpenAiRejection wrong) {
            return new RequestProbe.Rejected(wrong.failure());
        }
    }

    private static RequestProbe found(byte[] body, String needed) {
        JsonCursor json = new JsonCursor(body, 0, body.length).watchFor(ThingWalk.ENDINGS);
        boolean names = false;
        if (json.kind() != JsonCursor.Kind.OBJECT) {
            throw OpenAiProbe.unreadable(json, NO_OBJECT);
        }
        String model = null;
        RequestProbe.Place named = RequestProbe.Place.NOWHERE;
        boolean messages = false;
        boolean stream = false;
        boolean usage = false;
        int choices = 1;
        RequestProbe.Says says = RequestProbe.Says.NOTHING;
        json.enterObject();
        while (json.next()) {
            if (json.nameIs("model")) {
                model = OpenAiProbe.model(json);
                named = new RequestProbe.Place(json.valueFrom(), json.valueTo());
            } else if (json.nameIs(needed)) {
                messages = true;
            } else if (json.nameIs("stream")) {
                stream = OpenAiProbe.flag(json, "/stream");
            } else if (json.nameIs("stream_options") && json.enterObject()) {
                while (json.next()) {
                    if (json.nameIs("include_usage")) {
                        usage = OpenAiProbe.flag(json, "/stream_options/include_usage");
                    }
                }
            } else if (json.nameIs("n")) {
                choices = Math.clamp(json.whole(1), 1, MOST_CHOICES);
            } else if (json.nameIs("models") || json.nameIs("provider") || json.nameIs("fallbacks")) {
                says = RequestProbe.Says.ROUTING;
            } else {
                names |= ThingWalk.mayName(json);
            }
        }
        if (!json.complete()) {
            throw OpenAiProbe.unreadable(json, NO_OBJECT);
        }
        if (model == null) {
            throw OpenAiRejection.said(
                    "You must provide a model parameter, for example \"model\": \"gpt-4o\".", null, null);
        }
        if (!messages) {
            throw OpenAiRejection.missing("/" + needed);
        }
        names |= json.hasSighted() || GoogleFiles.mayBeIn(json, body);
        return new RequestProbe.Found(
                model,
                !stream ? Delivery.WHOLE : usage ? Delivery.STREAM_WITH_USAGE : Delivery.STREAM,
                RequestProbe.Way.ANY,
                named,
                says,
                names ? ThingWalk.ties(body, WORDS) : null,
                choices);
    }

    /// The fields for them are other gateways' inventions, and OpenAI's own SDKs do not send them back.
    @Override
    public boolean carriesSeals() {
        return false;
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.BODY;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/chat/completions";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return OpenAiErrors.read(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return new ChatWatch(delivery, convention, delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        String id = null;
        String model = null;
        boolean choices = false;
        Failure unfinished = null;
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("error") && json.kind() != JsonCursor.Kind.NULL) {
                    JsonNode node = Json.readOrNull(body, 0, body.length);
                    return new Look(OpenAiErrors.of(200, Headers.NONE, node));
                } else if (json.nameIs("choices") && json.kind() == JsonCursor.Kind.ARRAY) {
                    choices = true;
                    unfinished = ChatWatch.finish(json, delivered);
                } else if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                    int from = json.valueFrom();
                    ChatWatch.meter(body, from, json.valueTo(), convention, delivered);
                } else if (json.nameIs("service_tier")) {
                    if (json.isNonEmptyString() && !json.stringIs("default")) {
                        delivered.servedIn(ServiceWords.tier(json.string()));
                    }
                } else if (json.nameIs("id") && json.isNonEmptyString()) {
                    id = json.string();
                } else if (json.nameIs("model") && json.isNonEmptyString()) {
                    model = json.string();
                }
            }
        }
        if (!json.complete()) {
            return new Look(new Failure.Broken("the provider's answer is not valid JSON", 200));
        }
        if (!choices) {
            return new Look(new Failure.Broken("the provider's answer is no chat completion: it has no choices", 200));
        }
        delivered.begin(new Head(id, model, null));
        return new Look(unfinished);
    }

    @Override
    public void complete(ByteSink out) {
        out.write(DONE);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.ascii("data: ");
        out.write(Json.bytes(OpenAiErrorReply.body(failure, "messages")));
        out.ascii("\n\n");
    }

    @Override
    public void alive(ByteSink out) {
        out.ascii(": keep-alive\n\n");
    }
}
