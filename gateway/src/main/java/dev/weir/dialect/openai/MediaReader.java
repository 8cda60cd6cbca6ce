package dev.weir.dialect.openai;

import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.DataUrl;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.MediaWords;
import dev.weir.dialect.OpenAiRejection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the media parts of a request: `image_url`, `video_url`, `input_audio`, `file`.
final class MediaReader {
    private MediaReader() {}

    /// `{"type":"image_url","image_url":{"url":…,"detail":…}}` and its kin. A data URL may be of any media type, as
    /// LiteLLM's clients send documents and films.
    static Part url(Fields part, String name, MediaKind kind) {
        Fields inner = inner(part, name, "url");
        String url = required(inner, "url");
        String format = inner.text("format");
        part.skip("type");
        Marks marks = new Marks(
                null,
                CacheMarks.read(part),
                new Leftovers(part).and(name, inner).place());
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            DataUrl data = DataUrl.read(url, inner.at() + "/url");
            return new Part.Media(
                    MediaWords.kind(data.mime(), kind), new Source.Inline(data.base64()), data.mime(), null, marks);
        }
        if (!MediaWords.isLink(url)) {
            throw OpenAiRejection.format(
                    inner.at() + "/url",
                    "Expected a valid URL, but got a value with an invalid format. Give an http(s) URL or a base64-encoded data URL.");
        }
        return new Part.Media(MediaWords.kind(format, kind), new Source.Url(url), format, null, marks);
    }

    static Part audio(Fields part) {
        Fields inner = inner(part, "input_audio", "data");
        String data = required(inner, "data");
        boolean bare = part.node().path("input_audio").isString();
        String format = bare ? null : required(inner, "format");
        String at = inner.at() + "/data";
        part.skip("type");
        Marks marks = new Marks(
                null,
                CacheMarks.read(part),
                new Leftovers(part).and("input_audio", inner).place());
        String mime = format == null ? null : audioMime(format);
        if (bare && MediaWords.isLink(data)) {
            return new Part.Media(MediaKind.AUDIO, new Source.Url(data), null, null, marks);
        }
        if (data.regionMatches(true, 0, "data:", 0, 5)) {
            DataUrl url = DataUrl.read(data, at);
            return new Part.Media(
                    MediaKind.AUDIO, new Source.Inline(url.base64()), mime == null ? url.mime() : mime, null, marks);
        }
        return new Part.Media(MediaKind.AUDIO, new Source.Inline(DataUrl.checked(data, at)), mime, null, marks);
    }

    /// Mistral's `{"type":"document_url","document_url":…,"document_name":…}`.
    static Part document(Fields part) {
        String url = required(part, "document_url");
        String name = part.text("document_name");
        Marks marks = new Marks(null, CacheMarks.read(part), part.place());
        String at = part.at() + "/document_url";
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            return DataUrl.file(url, null, name, at, marks);
        }
        if (!MediaWords.isLink(url)) {
            throw OpenAiRejection.format(at, "Expected an http(s) URL or a base64-encoded data URL.");
        }
        String path = name == null ? url : name;
        return new Part.Media(MediaKind.DOCUMENT, new Source.Url(url), MediaWords.mimeOf(path), name, marks);
    }

    /// The object of a part; Mistral's clients write the text itself where OpenAI's write an object.
    private static Fields inner(Fields part, String name, String member) {
        JsonNode said = part.node().get(name);
        if (said != null && said.isString()) {
            part.skip(name);
            ObjectNode object = Json.object();
            object.set(member, said);
            return new Fields(object, part.at() + "/" + name, part.owner(), Fields.Mode.STRICT);
        }
        Fields inner = part.object(name);
        if (inner == null) {
            throw OpenAiRejection.missing(part.at() + "/" + name);
        }
        return inner;
    }

    /// `{"type":"file","file":{"file_data":…,"filename":…}}` or `{"file_id":…}`.
    static Part file(Fields part) {
        Fields inner = part.object("file");
        if (inner == null) {
            throw OpenAiRejection.missing(part.at() + "/file");
        }
        String data = inner.text("file_data");
        String id = inner.text("file_id");
        String name = inner.text("filename");
        String format = inner.text("format");
        part.skip("type");
        Marks marks = new Marks(
                null,
                CacheMarks.read(part),
                new Leftovers(part).and("file", inner).place());
        String mime = format == null ? MediaWords.mimeOf(name) : format;
        if (data == null) {
            if (id == null) {
                throw OpenAiRejection.missing(inner.at() + "/file_id");
            }
            Source source = MediaWords.isLink(id) ? new Source.Url(id) : new Source.FileId(id);
            return new Part.Media(MediaWords.kind(mime, MediaKind.DOCUMENT), source, mime, name, marks);
        }
        if (MediaWords.isLink(data)) {
            return new Part.Media(MediaWords.kind(mime, MediaKind.DOCUMENT), new Source.Url(data), mime, name, marks);
        }
        return DataUrl.file(data, mime, name, inner.at() + "/file_data", marks);
    }

    private static String required(Fields fields, String name) {
        String value = fields.text(name);
        if (value == null) {
            throw OpenAiRejection.missing(fields.at() + "/" + name);
        }
        return value;
    }

    private static String audioMime(String format) {
        return switch (format) {
            case "mp3" -> "audio/mpeg";
            case "pcm16" -> "audio/pcm";
            default -> "audio/" + format;
        };
    }
}
