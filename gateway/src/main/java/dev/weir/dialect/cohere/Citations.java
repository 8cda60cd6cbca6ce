package dev.weir.dialect.cohere;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Citations: a range of the answer's text, the words there, and the sources (a document of the request, or what a tool
/// brought) that say so.
final class Citations {
    private static final String OWNER = CohereProviderCodec.DIALECT;

    private Citations() {}

    /// Whether a citation stands on the visible text.
    static boolean isOnText(JsonNode citation) {
        return citation.path("type").asString("TEXT_CONTENT").equals("TEXT_CONTENT");
    }

    /// Reads one. The words that it repeats tell in what its positions are counted.
    ///
    /// @param text that it stands on, as far as it is known
    static Annotation read(Fields citation, CharSequence text) {
        Integer start = citation.integer("start");
        Integer end = citation.integer("end");
        citation.skip("type");
        citation.skip("content_index");
        Annotation.Span span = null;
        if (start != null && end != null && start >= 0 && start <= end) {
            String words = citation.node().path("text").asString("");
            boolean utf16 = end <= text.length() && words.contentEquals(text.subSequence(start, end));
            boolean points = words.equals(ofPoints(text, start, end));
            if (utf16 || points) {
                citation.skip("text");
            }
            span = new Annotation.Span(
                    start, end, points || !utf16 ? Annotation.Unit.CODE_POINTS : Annotation.Unit.UTF16);
        }
        JsonNode document = citation.node().path("sources").path(0).path("document");
        return new Annotation(span, word(document, "url"), word(document, "title"), null, citation.place());
    }

    private static @Nullable String ofPoints(CharSequence text, int start, int end) {
        String all = text.toString();
        return end > all.codePointCount(0, all.length())
                ? null
                : all.substring(all.offsetByCodePoints(0, start), all.offsetByCodePoints(0, end));
    }

    private static @Nullable String word(JsonNode document, String name) {
        JsonNode value = document.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /// Writes one; without a range it stands on the whole text.
    ///
    /// @param index of the block that it stands on
    static ObjectNode write(Annotation annotation, CharSequence text, int index) {
        String all = text.toString();
        int points = all.codePointCount(0, all.length());
        int start = 0;
        int end = points;
        Annotation.Span span = annotation.span();
        if (span != null) {
            start = Math.min(span.unit().codePoints(all, span.start()), points);
            end = Math.clamp(span.unit().codePoints(all, span.end()), start, points);
        }
        ObjectNode out = Json.object().put("start", start).put("end", end);
        out.put("text", all.substring(all.offsetByCodePoints(0, start), all.offsetByCodePoints(0, end)));
        Extras extras = annotation.extras();
        if (extras.owner().equals(OWNER) && extras.fields().get("sources") instanceof ArrayNode own) {
            out.set("sources", own);
        } else {
            out.putArray("sources").add(source(annotation));
        }
        out.put("content_index", index).put("type", "TEXT_CONTENT");
        return out;
    }

    private static ObjectNode source(Annotation annotation) {
        String title = annotation.title();
        String url = annotation.url();
        ObjectNode source = Json.object().put("type", "document");
        source.put("id", url != null ? url : title != null ? title : "document");
        ObjectNode document = source.putObject("document");
        if (url != null) {
            document.put("url", url);
        }
        if (title != null) {
            document.put("title", title);
        }
        if (annotation.quote() != null) {
            document.put("snippet", annotation.quote());
        }
        return source;
    }
}
