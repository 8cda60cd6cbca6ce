package dev.weir.dialect.gemini;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.Extras;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `groundingMetadata` into citations: one for each chunk that each support names, and one without a place for
/// each chunk that no support names.
///
/// A segment counts UTF-8 bytes of one part. Which part, the service says unreliably: `partIndex` is often left out
/// where a thought or a hosted call stands first. So the words that the segment quotes decide: the text that has them
/// at that place is meant, then the place in all texts taken together, then the nearest place where they stand. Where
/// there is none, the citation stands on the whole text.
final class GroundingReader {
    /// How far from where they should stand words are looked for, in bytes.
    private static final int NEAR = 1 << 14;

    /// A text of the answer that can be cited.
    ///
    /// @param block its number in the choice
    /// @param part its number among the provider's parts, or -1 where that is not known
    record Cited(int block, int part, String text) {}

    /// A citation and the block it stands on.
    record Placed(int block, Annotation annotation) {}

    /// @param rest what of the metadata is no citation
    record Grounding(List<Placed> citations, Extras rest) {
        Grounding {
            citations = List.copyOf(citations);
        }
    }

    private record Place(int block, @Nullable Span span) {}

    private final List<Cited> texts;
    private final List<byte[]> bytes;
    private final List<Placed> placed = new ArrayList<>();

    private GroundingReader(List<Cited> texts) {
        this.texts = texts;
        this.bytes = texts.stream()
                .map(text -> text.text().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /// The citations of one candidate, and what of the metadata is no citation.
    static Grounding read(Fields metadata, List<Cited> texts) {
        if (texts.isEmpty()) {
            return new Grounding(List.of(), metadata.rest());
        }
        return new GroundingReader(texts).read(metadata);
    }

    private Grounding read(Fields metadata) {
        JsonNode chunks = metadata.node().get("groundingChunks");
        List<Source> sources = metadata.objects("groundingChunks").stream()
                .map(GroundingReader::source)
                .toList();
        if (chunks != null && chunks.size() != sources.size()) {
            // Something among the chunks is none, so their numbers mean nothing.
            metadata.leave("groundingChunks");
            return new Grounding(List.of(), metadata.rest());
        }
        boolean[] named = new boolean[sources.size()];
        ArrayNode left = Json.array();
        for (Fields support : metadata.objects("groundingSupports")) {
            if (names(support, sources.size())) {
                support(support, sources, named);
            } else {
                left.add(support.node());
            }
        }
        int last = texts.getLast().block();
        for (int i = 0; i < named.length; i++) {
            if (!named[i]) {
                Source source = sources.get(i);
                placed.add(new Placed(last, source.annotation(null, extras(source.at(), Map.of(), source))));
            }
        }
        return new Grounding(placed, and(metadata.rest(), metadata.at(), left));
    }

    private static Extras and(Extras rest, String at, ArrayNode supports) {
        if (supports.isEmpty()) {
            return rest;
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>(rest.fields());
        fields.put("groundingSupports", supports);
        return new Extras(GeminiProviderCodec.DIALECT, at, fields);
    }

    private void support(Fields support, List<Source> sources, boolean[] named) {
        ArrayNode indices = support.array("groundingChunkIndices");
        Fields segment = support.object("segment");
        Place place = segment == null ? new Place(texts.getLast().block(), null) : place(segment);
        Map<String, JsonNode> beside = new LinkedHashMap<>(support.rest().fields());
        if (segment != null && place.span() == null) {
            beside.put("segment", segment.node());
        } else if (segment != null) {
            beside.putAll(segment.rest().fields());
        }
        if (indices == null) {
            return;
        }
        for (JsonNode index : indices) {
            Source source = sources.get(index.intValue());
            named[index.intValue()] = true;
            Extras extras = extras(support.at(), beside, source);
            placed.add(new Placed(place.block(), source.annotation(place.span(), extras)));
        }
    }

    /// Whether a support names chunks, and only such as there are; one that does not is no citation.
    private static boolean names(Fields support, int chunks) {
        JsonNode indices = support.node().get("groundingChunkIndices");
        if (!(indices instanceof ArrayNode array) || array.isEmpty()) {
            return false;
        }
        for (JsonNode index : array) {
            boolean there = index.isIntegralNumber()
                    && index.canConvertToInt()
                    && index.intValue() >= 0
                    && index.intValue() < chunks;
            if (!there) {
                return false;
            }
        }
        return true;
    }

    private static Extras extras(String at, Map<String, JsonNode> beside, Source source) {
        Map<String, JsonNode> fields = new LinkedHashMap<>(beside);
        fields.putAll(source.rest());
        if (fields.isEmpty()) {
            return Extras.NONE;
        }
        return new Extras(GeminiProviderCodec.DIALECT, beside.isEmpty() ? source.at() : at, fields);
    }

    private Place place(Fields segment) {
        Integer part = segment.integer("partIndex");
        Integer startIndex = segment.integer("startIndex");
        Integer endIndex = segment.integer("endIndex");
        String quoted = segment.text("text");
        int start = startIndex == null ? 0 : startIndex;
        int end = endIndex == null ? -1 : endIndex;
        byte[] words = quoted == null ? null : quoted.getBytes(StandardCharsets.UTF_8);
        int meant = part == null ? 0 : part;
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).part() == meant && holds(bytes.get(i), start, end, words)) {
                return new Place(texts.get(i).block(), new Span(start, end, Unit.UTF8_BYTES));
            }
        }
        int base = 0;
        Place together = null;
        for (int i = 0; i < texts.size(); i++) {
            if (holds(bytes.get(i), start, end, words) && (words != null || texts.size() == 1)) {
                return new Place(texts.get(i).block(), new Span(start, end, Unit.UTF8_BYTES));
            }
            if (together == null && holds(bytes.get(i), start - base, end - base, words)) {
                together = new Place(texts.get(i).block(), new Span(start - base, end - base, Unit.UTF8_BYTES));
            }
            base += bytes.get(i).length;
        }
        Place quoting = together == null && words != null && words.length > 0 ? quoting(words, start) : together;
        return quoting != null ? quoting : new Place(texts.getLast().block(), null);
    }

    /// Where the words stand, nearest to the place that was said; null when they stand nowhere.
    private @Nullable Place quoting(byte[] words, int start) {
        Place nearest = null;
        int distance = Integer.MAX_VALUE;
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = bytes.get(i);
            int to = Math.min(text.length - words.length, Math.max(start, 0) + NEAR);
            for (int at = Math.max(0, start - NEAR); at <= to; at++) {
                int away = Math.abs(at - start);
                if (away < distance && holds(text, at, at + words.length, words)) {
                    distance = away;
                    nearest = new Place(texts.get(i).block(), new Span(at, at + words.length, Unit.UTF8_BYTES));
                }
            }
        }
        return nearest;
    }

    private static boolean holds(byte[] text, int start, int end, byte @Nullable [] words) {
        boolean within = start >= 0 && start < end && end <= text.length;
        return within && (words == null || Arrays.equals(text, start, end, words, 0, words.length));
    }

    /// A chunk is an object with one key, its kind (`web`, `retrievedContext`, `maps`, `image`).
    private static Source source(Fields chunk) {
        for (var entry : chunk.node().properties()) {
            Fields source = entry.getValue() instanceof ObjectNode ? chunk.object(entry.getKey()) : null;
            if (source != null) {
                return source(chunk, entry.getKey(), source);
            }
        }
        return new Source(chunk.at(), null, null, null, chunk.rest().fields());
    }

    private static Source source(Fields chunk, String kind, Fields source) {
        String uri = source.text("uri");
        String url = uri == null ? source.text("sourceUri") : uri;
        String title = source.text("title");
        String quote = source.text("text");
        Map<String, JsonNode> rest = new LinkedHashMap<>(chunk.rest().fields());
        Map<String, JsonNode> inner = source.rest().fields();
        if (!inner.isEmpty()) {
            ObjectNode node = Json.object();
            inner.forEach(node::set);
            rest.put(kind, node);
        }
        return new Source(chunk.at(), url, title, quote, rest);
    }

    private record Source(
            String at,
            @Nullable String url,
            @Nullable String title,
            @Nullable String quote,
            Map<String, JsonNode> rest) {
        Annotation annotation(@Nullable Span span, Extras extras) {
            return new Annotation(span, url, title, quote, extras);
        }
    }
}
