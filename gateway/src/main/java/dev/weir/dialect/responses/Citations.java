package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Citations in the words of the Responses API.
final class Citations {
    private Citations() {}

    /// A `url_citation`, or this API's own of another kind as it was; null when the source has no URL and so no word
    /// here.
    ///
    /// @param text of the part that the citation stands on
    static @Nullable ObjectNode write(Annotation annotation, String text) {
        boolean own = annotation.extras().owner().equals(ResponsesClientCodec.DIALECT);
        if (annotation.url() == null) {
            return own ? own(annotation) : null;
        }
        Span span = annotation.span();
        ObjectNode out = Json.object();
        out.put("type", "url_citation");
        out.put("start_index", span == null ? 0 : span.unit().codePoints(text, span.start()));
        out.put(
                "end_index",
                span == null
                        ? text.codePointCount(0, text.length())
                        : span.unit().codePoints(text, span.end()));
        out.put("url", annotation.url());
        out.put("title", annotation.title() == null ? annotation.url() : annotation.title());
        if (annotation.quote() != null) {
            out.put("content", annotation.quote());
        }
        if (own) {
            annotation.extras().fields().forEach(out::putIfAbsent);
        }
        return out;
    }

    private static @Nullable ObjectNode own(Annotation annotation) {
        if (!annotation.extras().fields().containsKey("type")) {
            return null;
        }
        ObjectNode out = Json.object();
        annotation.extras().fields().forEach(out::set);
        if (annotation.title() != null) {
            out.put("filename", annotation.title());
        }
        return out;
    }
}
