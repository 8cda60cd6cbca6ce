package dev.weir.dialect.cohere;

import dev.weir.chat.Part;
import dev.weir.dialect.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes documents as Cohere reads them: `{"data": {…}, "id": …}`, the data of any fields. Words are the field `text`
/// with their `title`; a document that is a JSON object is its fields.
final class DocumentWriter {
    private final RequestLosses losses;

    DocumentWriter(RequestLosses losses) {
        this.losses = losses;
    }

    /// The document, or null where Cohere cannot read it.
    @Nullable
    ObjectNode write(Part.Media media, String at) {
        if (media.kind() != Part.MediaKind.DOCUMENT || !(media.source() instanceof Part.Source.Words words)) {
            losses.dropped(at, "Cohere reads documents as words only.");
            losses.marks(media.marks(), at, null);
            return null;
        }
        ObjectNode document = Json.object();
        boolean json = "application/json".equals(media.mime());
        if (json && Json.readOrNull(words.text()) instanceof ObjectNode data) {
            document.set("data", data);
        } else {
            ObjectNode data = document.putObject("data").put("text", words.text());
            if (media.name() != null) {
                data.put("title", media.name());
            }
        }
        losses.marks(media.marks(), at, document);
        return document;
    }
}
