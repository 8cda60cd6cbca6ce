package dev.weir.dialect.openai;

import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.DataUrl;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Leftovers;
import dev.weir.dialect.MediaWords;
import dev.weir.dialect.OpenAiRejection;

/// Reads the media parts of a request: `image_url`, `video_url`, `input_audio`, `file`.
final class MediaReader {
    private MediaReader() {}

    /// `{"type":"image_url","image_url":{"url":…,"detail":…}}` and its kin. A data URL may be of any media type, as
    /// LiteLLM's clients send documents and films.
    static Part url(Fields part, String name, MediaKind kind) {
        Fields inner = part.object(name);
        if (inner == null) {
            throw OpenAiRejection.missing(part.at() + "/" + name);
        }
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
        Fields inner = part.object("input_audio");
        if (inner == null) {
            throw OpenAiRejection.missing(part.at() + "/input_audio");
        }
        String data = required(inner, "data");
        String format = required(inner, "format");
        String at = inner.at() + "/data";
        part.skip("type");
        Marks marks = new Marks(
                null,
                CacheMarks.read(part),
                new Leftovers(part).and("input_audio", inner).place());
        String base64 = data.regionMatches(true, 0, "data:", 0, 5)
                ? DataUrl.read(data, at).base64()
                : DataUrl.checked(data, at);
        return new Part.Media(MediaKind.AUDIO, new Source.Inline(base64), audioMime(format), null, marks);
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
