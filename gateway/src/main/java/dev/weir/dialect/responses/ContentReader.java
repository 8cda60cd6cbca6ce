package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.DataUrl;
import dev.weir.dialect.Fields;
import dev.weir.dialect.MediaWords;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the content of messages and of the results of tools in a request.
final class ContentReader {
    private static final List<String> PARTS = List.of(
            "input_text", "input_image", "output_text", "refusal", "input_file", "computer_screenshot", "summary_text");

    private ContentReader() {}

    /// The parts of a field that holds a text or a list of parts.
    static List<Part> read(Fields item, String name) {
        JsonNode content = item.any(name);
        return switch (content) {
            case null -> throw OpenAiRejection.missing(item.at() + "/" + name);
            case ArrayNode array -> parts(array, item.at() + "/" + name);
            case JsonNode text when text.isString() -> List.of(words(text.stringValue(), item.at() + "/" + name));
            default ->
                throw new Fields.WrongType(item.at() + "/" + name, "one of a string or an array of objects", content);
        };
    }

    private static Part words(String text, String at) {
        return new Part.Text(text, List.of(), Marks.at(new Extras(ResponsesClientCodec.DIALECT, at, Map.of())));
    }

    private static List<Part> parts(ArrayNode array, String at) {
        List<Part> parts = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof ObjectNode node)) {
                throw new Fields.WrongType(at + "/" + i, "an object", array.get(i));
            }
            parts.add(part(new Fields(node, at + "/" + i, ResponsesClientCodec.DIALECT, Fields.Mode.STRICT)));
        }
        return parts;
    }

    private static Part part(Fields part) {
        String type = part.text("type");
        if (type == null) {
            throw OpenAiRejection.missing(part.at() + "/type");
        }
        return switch (type) {
            case "input_text", "summary_text", "reasoning_text" ->
                new Part.Text(required(part, "text"), List.of(), marks(part));
            case "output_text" -> {
                String text = required(part, "text");
                yield new Part.Text(text, annotations(part), marks(part));
            }
            case "refusal" -> new Part.Refusal(required(part, "refusal"), marks(part));
            case "input_image", "computer_screenshot" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> audio(part);
            default -> throw OpenAiRejection.value(part.at() + "/type", type, PARTS);
        };
    }

    static String required(Fields fields, String name) {
        String value = fields.text(name);
        if (value == null) {
            throw OpenAiRejection.missing(fields.at() + "/" + name);
        }
        return value;
    }

    private static Marks marks(Fields part) {
        return new Marks(null, CacheMarks.read(part), part.place());
    }

    /// What a text cites. Documents of the provider's own stores have no URL: what names them stays with the citation.
    static List<Annotation> annotations(Fields part) {
        List<Annotation> out = new ArrayList<>();
        for (Fields annotation : part.objects("annotations")) {
            out.add(annotation(annotation));
        }
        return out;
    }

    static Annotation annotation(Fields annotation) {
        boolean link = annotation.node().path("type").asString("").equals("url_citation");
        if (!link) {
            String file = annotation.text("filename");
            return new Annotation(null, null, file, null, annotation.place());
        }
        annotation.skip("type");
        Integer start = annotation.integer("start_index");
        Integer end = annotation.integer("end_index");
        Span span = start == null || end == null || end < start ? null : new Span(start, end, Unit.CODE_POINTS);
        String url = annotation.text("url");
        String title = annotation.text("title");
        String quote = annotation.text("content");
        return new Annotation(span, url, title, quote, annotation.place());
    }

    private static Part image(Fields part) {
        String url = part.text("image_url");
        String id = part.text("file_id");
        usual(part, "detail", "auto");
        Marks marks = marks(part);
        if (url == null) {
            if (id == null) {
                throw OpenAiRejection.missing(part.at() + "/image_url");
            }
            return new Part.Media(MediaKind.IMAGE, new Source.FileId(id), null, null, marks);
        }
        String at = part.at() + "/image_url";
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            DataUrl data = DataUrl.read(url, at);
            return new Part.Media(
                    MediaWords.kind(data.mime(), MediaKind.IMAGE),
                    new Source.Inline(data.base64()),
                    data.mime(),
                    null,
                    marks);
        }
        if (!MediaWords.isLink(url)) {
            throw OpenAiRejection.format(
                    at,
                    "Expected a valid URL, but got a value with an invalid format. Give an http(s) URL or a"
                            + " base64-encoded data URL.");
        }
        return new Part.Media(MediaKind.IMAGE, new Source.Url(url), null, null, marks);
    }

    private static Part file(Fields part) {
        String data = part.text("file_data");
        String url = part.text("file_url");
        String id = part.text("file_id");
        String name = part.text("filename");
        usual(part, "detail", "auto");
        Marks marks = marks(part);
        String mime = MediaWords.mimeOf(name);
        if (data != null) {
            return DataUrl.file(data, mime, name, part.at() + "/file_data", marks);
        }
        if (url == null && id == null) {
            throw OpenAiRejection.missing(part.at() + "/file_data");
        }
        Source source = url == null ? new Source.FileId(id == null ? "" : id) : new Source.Url(url);
        return new Part.Media(MediaWords.kind(mime, MediaKind.DOCUMENT), source, mime, name, marks);
    }

    private static Part audio(Fields part) {
        Fields inner = part.object("input_audio");
        Fields from = inner == null ? part : inner;
        String data = required(from, "data");
        String format = required(from, "format");
        if (inner != null && !inner.rest().isEmpty()) {
            part.leave("input_audio");
        }
        return new Part.Media(
                MediaKind.AUDIO,
                new Source.Inline(DataUrl.checked(data, from.at() + "/data")),
                format.equals("mp3") ? "audio/mpeg" : "audio/" + format,
                null,
                marks(part));
    }

    /// Passes over a field that says what is so anyway.
    static void usual(Fields fields, String name, String usual) {
        JsonNode value = fields.node().get(name);
        if (value != null && value.isString() && value.stringValue().equals(usual)) {
            fields.skip(name);
        }
    }
}
