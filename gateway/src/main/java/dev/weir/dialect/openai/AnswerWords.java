package dev.weir.dialect.openai;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Media;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pieces of an answer in Chat Completions' words, the same in a whole answer and in a stream.
final class AnswerWords {
    private AnswerWords() {}

    /// @param called whether the choice holds calls for the client to answer
    static String finish(Finish finish, boolean called) {
        return switch (finish.stop()) {
            case COMPLETE -> called ? "tool_calls" : "stop";
            case STOP_SEQUENCE, PAUSED, OTHER -> "stop";
            case MAX_TOKENS, CONTEXT_FULL -> "length";
            case TOOL_CALLS -> "tool_calls";
            case REFUSED -> "content_filter";
        };
    }

    /// A `url_citation`, or null when the source has no URL and so no word here.
    ///
    /// @param text of the part that the citation stands on
    /// @param before code points of the content that stand before that part
    static @Nullable ObjectNode citation(Annotation annotation, CharSequence text, int before) {
        if (annotation.url() == null) {
            return null;
        }
        Span span = annotation.span();
        String whole = text.toString();
        int end = whole.codePointCount(0, whole.length());
        ObjectNode citation = Json.object();
        citation.put("end_index", before + (span == null ? end : span.unit().codePoints(whole, span.end())));
        citation.put("start_index", before + (span == null ? 0 : span.unit().codePoints(whole, span.start())));
        citation.put("title", annotation.title() == null ? annotation.url() : annotation.title());
        citation.put("url", annotation.url());
        if (annotation.quote() != null) {
            citation.put("content", annotation.quote());
        }
        ObjectNode out = Json.object();
        out.put("type", "url_citation");
        out.set("url_citation", citation);
        return out;
    }

    /// Adds the entries of `reasoning_details` for one thought, each with an index of its own, for the SDKs add up
    /// what shares one. A summary and its seal are two entries held together by their id.
    ///
    /// @param index of the first
    /// @return index of the next
    static int details(ArrayNode out, String text, Form form, Marks marks, int index) {
        Seal seal = marks.seal();
        String format = seal == null ? null : Issuers.format(seal.issuer());
        switch (form) {
            case FULL -> {
                ObjectNode detail = detail(out, "reasoning.text", format, index);
                detail.put("text", text);
                detail.put("signature", seal == null ? null : seal.opaque());
            }
            case SUMMARY -> {
                ObjectNode summary = detail(out, "reasoning.summary", format, index);
                summary.put("summary", text);
                if (seal != null) {
                    String id = id(marks.extras(), index);
                    summary.put("id", id);
                    detail(out, "reasoning.encrypted", format, index + 1)
                            .put("id", id)
                            .put("data", seal.opaque());
                    return index + 2;
                }
            }
            case REDACTED -> {
                if (seal == null) {
                    return index;
                }
                detail(out, "reasoning.encrypted", format, index).put("data", seal.opaque());
            }
        }
        return index + 1;
    }

    private static String id(Extras extras, int index) {
        JsonNode own =
                extras.owner().equals(ChatClientCodec.DIALECT) ? extras.fields().get("id") : null;
        return own != null && own.isString() ? own.stringValue() : ThoughtReader.MADE_ID + index;
    }

    /// The entry of `reasoning_details` that seals a tool call.
    static void callDetail(ArrayNode out, String callId, Seal seal, int index) {
        ObjectNode detail = detail(out, "reasoning.encrypted", Issuers.format(seal.issuer()), index);
        detail.put("id", callId);
        detail.put("data", seal.opaque());
    }

    private static ObjectNode detail(ArrayNode out, String type, @Nullable String format, int index) {
        ObjectNode detail = out.addObject();
        detail.put("type", type);
        detail.put("format", format);
        detail.put("index", index);
        return detail;
    }

    /// `{"google":{"thought_signature":…}}`.
    static ObjectNode google(Seal seal) {
        ObjectNode out = Json.object();
        out.putObject("google").put("thought_signature", seal.opaque());
        return out;
    }

    /// An entry of `images`, or null when the media is no picture that a URL can hold.
    static @Nullable ObjectNode image(Media media) {
        if (media.kind() != MediaKind.IMAGE) {
            return null;
        }
        String url = switch (media.source()) {
            case Part.Source.Inline inline ->
                "data:" + (media.mime() == null ? "image/png" : media.mime()) + ";base64," + inline.base64();
            case Part.Source.Url there -> there.url();
            case Part.Source.FileId _, Part.Source.Words _ -> null;
        };
        if (url == null) {
            return null;
        }
        ObjectNode out = Json.object();
        out.put("type", "image_url");
        out.putObject("image_url").put("url", url);
        return out;
    }

    /// Sound as `audio` says it, with what Chat says of it beside; null where it is none, or not here.
    static @Nullable ObjectNode sound(Media media) {
        if (media.kind() != MediaKind.AUDIO || !(media.source() instanceof Part.Source.Inline(String base64))) {
            return null;
        }
        ObjectNode out = Json.object().put("data", base64);
        if (isOurs(media)) {
            media.marks().extras().fields().forEach(out::putIfAbsent);
        }
        return out;
    }

    static boolean isOurs(Media media) {
        return media.marks().extras().owner().equals(ChatClientCodec.DIALECT);
    }

    static ObjectNode logprobs(List<Logprob> logprobs) {
        ObjectNode out = Json.object();
        ArrayNode content = out.putArray("content");
        for (Logprob logprob : logprobs) {
            token(content.addObject(), logprob).set("top_logprobs", alternatives(logprob.top()));
        }
        out.putNull("refusal");
        return out;
    }

    private static ArrayNode alternatives(List<Logprob> top) {
        ArrayNode out = Json.array();
        top.forEach(alternative -> token(out.addObject(), alternative));
        return out;
    }

    private static ObjectNode token(ObjectNode out, Logprob logprob) {
        out.put("token", logprob.token());
        out.put("logprob", logprob.logprob());
        List<Integer> bytes = logprob.bytes();
        if (bytes == null) {
            out.putNull("bytes");
        } else {
            ArrayNode list = out.putArray("bytes");
            bytes.forEach(list::add);
        }
        return out;
    }

    /// Usage in OpenAI's arithmetic: cached tokens inside the prompt, reasoning inside the completion.
    static ObjectNode usage(Usage usage) {
        Usage.Input in = usage.input();
        Usage.Output written = usage.output();
        ObjectNode out = Json.object();
        out.put("prompt_tokens", in.total());
        out.put("completion_tokens", written.total());
        out.put("total_tokens", usage.total());
        ObjectNode prompt = out.putObject("prompt_tokens_details");
        prompt.put("cached_tokens", in.cacheRead());
        prompt.put("cache_write_tokens", in.cacheWrite() + in.cacheWriteLong());
        prompt.put("audio_tokens", in.audio());
        ObjectNode completion = out.putObject("completion_tokens_details");
        completion.put("reasoning_tokens", written.reasoning());
        completion.put("audio_tokens", written.audio());
        completion.put("accepted_prediction_tokens", 0);
        completion.put("rejected_prediction_tokens", 0);
        if (written.images() > 0) {
            completion.put("image_tokens", written.images());
        }
        return out;
    }
}
