package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a choice says aloud, piece by piece: `delta.audio` holds an id, base64 of more sound, words of the transcript,
/// or
/// at the end how long it is kept. Each piece is base64 of its own.
final class SoundPieces {
    /// Most characters of base64 that are kept of one choice. What is more stays a field that nobody reads, and is
    /// told.
    private static final int MOST = 32 << 20;

    private final List<String> data = new ArrayList<>();
    private final StringBuilder transcript = new StringBuilder();
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private String at = "";
    private int length;

    void add(Fields audio) {
        at = audio.at();
        String more = audio.node().path("data").asString("");
        if (length + more.length() > MOST) {
            return;
        }
        length += more.length();
        audio.skip("data");
        if (!more.isEmpty()) {
            data.add(more);
        }
        transcript.append(audio.node().path("transcript").asString(""));
        audio.skip("transcript");
        fields.putAll(audio.rest().fields());
    }

    /// The whole sound, or null where there was none.
    Part.@Nullable Media sound() {
        if (data.isEmpty()) {
            return null;
        }
        Map<String, JsonNode> beside = new LinkedHashMap<>(fields);
        beside.put("transcript", Json.string(transcript.toString()));
        Marks marks = Marks.of(new Extras(ChatClientCodec.DIALECT, at, beside));
        return new Part.Media(Part.MediaKind.AUDIO, new Part.Source.Inline(joined()), null, null, marks);
    }

    /// Pieces that are no base64 by themselves are pieces of one.
    private String joined() {
        int full = data.size() - 1;
        boolean whole = data.stream().limit(full).allMatch(piece -> piece.length() % 4 == 0 && !piece.endsWith("="));
        if (whole) {
            return String.join("", data);
        }
        try {
            byte[] bytes = new byte[length / 4 * 3 + 3 * data.size()];
            int end = 0;
            for (String piece : data) {
                byte[] more = Base64.getDecoder().decode(piece);
                System.arraycopy(more, 0, bytes, end, more.length);
                end += more.length;
            }
            return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, end));
        } catch (IllegalArgumentException e) {
            return String.join("", data);
        }
    }
}
