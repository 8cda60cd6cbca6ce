package dev.weir.dialect.cohere;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads documents: a text with a title as words, data of other fields as the JSON that it is.
final class DocumentReader {
    private static final Set<String> PLAIN = Set.of("text", "title");

    private DocumentReader() {}

    static Part words(String text, String at) {
        return media(text, null, null, Marks.at(new Extras(RequestReader.OWNER, at, Map.of())));
    }

    static Part read(Fields document) {
        Fields data = document.object("data");
        if (data == null) {
            throw Rejection.missing(document.at() + "/data");
        }
        ObjectNode node = data.node();
        Marks marks = Marks.at(document.place());
        String title = word(node, "title");
        String text = word(node, "text");
        boolean plain = node.propertyNames().stream().allMatch(PLAIN::contains) && node.has("title") == (title != null);
        return plain && text != null
                ? media(text, null, title, marks)
                : media(Json.text(node), "application/json", title, marks);
    }

    /// A document that a tool brought, as the words that every model can read: its text, or else its JSON.
    static Part result(Fields document) {
        Part read = read(document);
        return read instanceof Part.Media media && media.source() instanceof Part.Source.Words words
                ? new Part.Text(
                        media.mime() == null && media.name() != null
                                ? Json.text(document.node().get("data"))
                                : words.text(),
                        List.of(),
                        media.marks())
                : read;
    }

    /// Whether a text was read from a document that a tool brought.
    static boolean isResult(Part.Text text) {
        return text.marks().extras().owner().equals(RequestReader.OWNER)
                && text.marks().extras().at().endsWith("/document");
    }

    private static Part media(String words, @Nullable String mime, @Nullable String title, Marks marks) {
        return new Part.Media(Part.MediaKind.DOCUMENT, new Part.Source.Words(words), mime, title, marks);
    }

    private static @Nullable String word(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
