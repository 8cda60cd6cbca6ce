package dev.weir.dialect.gemini;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Extras;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes citations as `groundingMetadata`: each source once in `groundingChunks`, each cited piece of text as a
/// support that names its source. Positions are UTF-8 bytes.
///
/// A source with an address is a page of the web; one without is a document that was retrieved. The words that are
/// cited of a source stand beside it as `text`, which Gemini itself has for documents only.
final class GroundingWriter {
    /// Kinds of sources that Gemini has.
    private static final Set<String> KINDS = Set.of("web", "retrievedContext", "maps", "image");

    private final AnswerDecoder.Form form;
    private final AnswerLosses losses;
    private final List<Cited> texts = new ArrayList<>();
    private final ArrayNode chunks = Json.array();
    private final ArrayNode supports = Json.array();
    private final Map<JsonNode, Integer> numbers = new HashMap<>();
    private final List<String> queries = new ArrayList<>();

    /// @param form in a stream positions run over all texts of the candidate, in a whole answer over one part
    GroundingWriter(AnswerDecoder.Form form, AnswerLosses losses) {
        this.form = form;
        this.losses = losses;
    }

    private record Cited(List<Annotation> annotations, String text, int part) {}

    /// The next text of the candidate, whether or not anything is cited in it.
    ///
    /// @param part its number among the parts of a whole answer
    void text(List<Annotation> annotations, String text, int part) {
        texts.add(new Cited(annotations, text, part));
    }

    /// A call that the provider made itself: what another provider searched the web for is told like Google's own
    /// searches.
    void called(String tool, String input) {
        JsonNode arguments = tool.contains("search") ? Json.readOrNull(input) : null;
        JsonNode query = arguments == null ? null : arguments.get("query");
        if (query != null && query.isString()) {
            queries.add(query.stringValue());
        }
    }

    /// The metadata, or null when nothing was cited or searched.
    @Nullable
    ObjectNode metadata() {
        int base = 0;
        for (int i = 0; i < texts.size(); i++) {
            Cited cited = texts.get(i);
            for (Annotation annotation : cited.annotations()) {
                if (annotation.span() == null && i == texts.size() - 1) {
                    // A source of the answer, and of no piece of it.
                    chunks.add(chunk(annotation, Json.object()));
                } else {
                    cite(annotation, cited, base);
                }
            }
            base += form == AnswerDecoder.Form.STREAM ? length(cited.text()) : 0;
        }
        if (chunks.isEmpty() && queries.isEmpty()) {
            return null;
        }
        ObjectNode out = Json.object();
        if (!queries.isEmpty()) {
            ArrayNode searches = out.putArray("webSearchQueries");
            queries.forEach(searches::add);
        }
        if (!chunks.isEmpty()) {
            out.set("groundingChunks", chunks);
        }
        if (!supports.isEmpty()) {
            out.set("groundingSupports", supports);
        }
        return out;
    }

    private void cite(Annotation annotation, Cited cited, int base) {
        Span span = annotation.span();
        ObjectNode support = Json.object();
        String text = cited.text();
        int start = span == null ? 0 : bytes(text, span.start(), span.unit());
        int end = Math.max(start, span == null ? length(text) : bytes(text, span.end(), span.unit()));
        ObjectNode segment = support.putObject("segment");
        if (form == AnswerDecoder.Form.WHOLE && cited.part() > 0) {
            segment.put("partIndex", cited.part());
        }
        segment.put("startIndex", base + start);
        segment.put("endIndex", base + end);
        byte[] words = Arrays.copyOfRange(text.getBytes(StandardCharsets.UTF_8), start, end);
        segment.put("text", new String(words, StandardCharsets.UTF_8));
        ObjectNode chunk = chunk(annotation, support);
        Integer number = numbers.putIfAbsent(chunk, chunks.size());
        if (number == null) {
            chunks.add(chunk);
        }
        support.putArray("groundingChunkIndices").add(number == null ? chunks.size() - 1 : number);
        supports.add(support);
    }

    private ObjectNode chunk(Annotation annotation, ObjectNode support) {
        ObjectNode source = Json.object();
        put(source, "uri", annotation.url());
        put(source, "title", annotation.title());
        put(source, "text", annotation.quote());
        ObjectNode chunk = Json.object();
        chunk.set(annotation.url() == null ? "retrievedContext" : "web", source);
        extras(annotation.extras(), chunk, support);
        return chunk;
    }

    /// Puts what Gemini itself says beside a citation back, and reports the rest.
    private void extras(Extras extras, ObjectNode chunk, ObjectNode support) {
        if (!extras.owner().equals(GeminiProviderCodec.DIALECT)) {
            losses.extras(extras);
            return;
        }
        extras.fields().forEach((name, value) -> {
            if (KINDS.contains(name) && value instanceof ObjectNode inner) {
                ObjectNode source = Json.object();
                chunk.forEach(said -> said.forEachEntry(source::set));
                inner.forEachEntry(source::putIfAbsent);
                chunk.removeAll();
                chunk.set(name, source);
            } else {
                support.putIfAbsent(name, value);
            }
        });
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /// A position in a text, in bytes; beyond its end it is the end.
    private static int bytes(String text, int position, Annotation.Unit unit) {
        return switch (unit) {
            case UTF8_BYTES -> Math.clamp(position, 0, length(text));
            case UTF16 -> length(text.substring(0, Math.clamp(position, 0, text.length())));
            case CODE_POINTS -> {
                int points = Math.clamp(position, 0, text.codePointCount(0, text.length()));
                yield length(text.substring(0, text.offsetByCodePoints(0, points)));
            }
        };
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
