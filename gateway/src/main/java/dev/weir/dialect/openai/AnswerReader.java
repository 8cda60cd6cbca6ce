package dev.weir.dialect.openai;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Seal;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the pieces of a host's answer, the same in a whole answer and in a stream. Lenient: what has another shape
/// than it should stays unread, and so in the extras.
final class AnswerReader {
    private AnswerReader() {}

    static Fields fields(ObjectNode node, String at) {
        return new Fields(node, at, ChatClientCodec.DIALECT, Fields.Mode.LENIENT);
    }

    /// A text of at least one character, or null.
    static @Nullable String words(Fields fields, String name) {
        JsonNode value = fields.node().get(name);
        if (value == null || !value.isString()) {
            return null;
        }
        fields.skip(name);
        return value.stringValue().isEmpty() ? null : value.stringValue();
    }

    /// `url_citation`s; other annotations stay unread.
    static List<Annotation> citations(Fields message) {
        JsonNode list = message.node().get("annotations");
        if (list == null || !list.isArray()) {
            return List.of();
        }
        for (JsonNode each : list) {
            if (!each.path("url_citation").isObject()) {
                return List.of();
            }
        }
        List<Annotation> out = new ArrayList<>();
        for (Fields annotation : message.objects("annotations")) {
            Fields citation = annotation.object("url_citation");
            if (citation == null) {
                continue;
            }
            annotation.skip("type");
            annotation.skip("index");
            Integer start = citation.integer("start_index");
            Integer end = citation.integer("end_index");
            Span span = start == null || end == null || end < start ? null : new Span(start, end, Unit.CODE_POINTS);
            out.add(new Annotation(
                    span,
                    citation.text("url"),
                    citation.text("title"),
                    citation.text("content"),
                    new Leftovers(annotation).and("url_citation", citation).extras()));
        }
        return out;
    }

    /// Pictures in OpenRouter's form.
    static List<Part> images(Fields message) {
        List<Part> out = new ArrayList<>();
        for (Fields image : message.objects("images")) {
            Fields inner = image.object("image_url");
            String url = inner == null ? null : inner.text("url");
            if (inner == null || url == null) {
                continue;
            }
            image.skip("type");
            image.skip("index");
            Marks marks = Marks.of(new Leftovers(image).and("image_url", inner).extras());
            int comma = url.indexOf(";base64,");
            boolean inline = url.startsWith("data:") && comma > 0;
            out.add(
                    inline
                            ? new Part.Media(
                                    MediaKind.IMAGE,
                                    new Source.Inline(url.substring(comma + ";base64,".length())),
                                    url.substring("data:".length(), comma),
                                    null,
                                    marks)
                            : new Part.Media(MediaKind.IMAGE, new Source.Url(url), null, null, marks));
        }
        return out;
    }

    static List<Logprob> logprobs(@Nullable Fields logprobs) {
        List<Logprob> out = new ArrayList<>();
        if (logprobs != null) {
            for (Fields token : logprobs.objects("content")) {
                List<Logprob> top = new ArrayList<>();
                for (Fields alternative : token.objects("top_logprobs")) {
                    top.add(logprob(alternative, List.of()));
                }
                out.add(logprob(token, top));
            }
        }
        return out;
    }

    private static Logprob logprob(Fields token, List<Logprob> top) {
        String text = token.text("token");
        Double value = token.decimal("logprob");
        JsonNode bytes = token.array("bytes");
        List<Integer> list = null;
        if (bytes != null) {
            list = new ArrayList<>();
            for (JsonNode each : bytes) {
                list.add(each.asInt(0));
            }
        }
        return new Logprob(text == null ? "" : text, value == null ? 0 : value, list, top);
    }

    /// The body of a call: `function`, or `custom` where only that says anything (Snowflake sends both, one empty).
    static @Nullable Fields callBody(Fields call) {
        JsonNode function = call.node().path("function");
        boolean custom = call.node().path("custom").isObject()
                && function.path("name").asString("").isEmpty()
                && function.path("arguments").asString("").isEmpty();
        call.skip("type");
        return call.object(custom ? "custom" : "function");
    }

    /// Arguments as their text; a host that sends an object has it spelled out.
    static String arguments(Fields body, String name) {
        JsonNode value = body.any(name);
        return value == null ? "" : value.isString() ? value.stringValue() : Json.text(value);
    }

    /// Google's thought signature, in its own endpoint's form.
    static @Nullable Seal google(Fields fields) {
        JsonNode extra = fields.node().path("extra_content");
        JsonNode signature = extra.path("google").path("thought_signature");
        if (!signature.isString() || signature.stringValue().isEmpty()) {
            return null;
        }
        if (extra.size() == 1 && extra.path("google").size() == 1) {
            fields.skip("extra_content");
        }
        return new Seal(Issuers.GOOGLE, signature.stringValue());
    }

    /// Mistral's thinking part: `{"type":"thinking","thinking":[{"type":"text","text":…}]}`.
    static String thinking(Fields part) {
        JsonNode thinking = part.any("thinking");
        if (thinking == null || thinking.isString()) {
            return thinking == null ? "" : thinking.stringValue();
        }
        StringBuilder out = new StringBuilder();
        for (JsonNode each : thinking) {
            out.append(each.path("text").asString(""));
        }
        return out.toString();
    }
}
