package dev.weir.dialect.bedrock;

import dev.weir.chat.Annotation;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import dev.weir.dialect.Leftovers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the blocks of an answer.
final class BlockReader {
    static final String OWNER = ConverseProviderCodec.DIALECT;

    private BlockReader() {}

    static Fields fields(ObjectNode node, String at) {
        return new Fields(node, at, OWNER, Fields.Mode.LENIENT);
    }

    /// The part of a block, or null where it says nothing.
    static @Nullable Part read(Fields block) {
        block.skip("type");
        String text = block.text("text");
        if (text != null) {
            return text.isEmpty() ? null : new Part.Text(text, List.of(), Marks.of(block.rest()));
        }
        Fields use = block.object("toolUse");
        if (use != null) {
            return call(block, use);
        }
        Fields result = block.object("toolResult");
        if (result != null) {
            return hostedResult(result, block.at());
        }
        Fields reasoning = block.object("reasoningContent");
        if (reasoning != null) {
            return thought(block, reasoning);
        }
        Fields cited = block.object("citationsContent");
        if (cited != null) {
            return cited(block, cited);
        }
        Part media = media(block);
        return media != null ? media : new Part.Foreign(OWNER, block.node(), Marks.NONE);
    }

    private static Part call(Fields block, Fields use) {
        String type = use.text("type");
        String id = use.text("toolUseId");
        String name = use.text("name");
        JsonNode input = use.any("input");
        String known = id == null ? "call" : id;
        String arguments = input == null ? "" : Json.text(input);
        Extras rest = new Leftovers(block).and("toolUse", use).extras();
        return "server_tool_use".equals(type)
                ? new Part.HostedCall(known, name == null ? "" : name, arguments, placed(rest, block.at()))
                : new Part.ToolCall(known, Part.ToolKind.FUNCTION, name == null ? "" : name, arguments, Marks.of(rest));
    }

    /// Marks that say where a block stands, whether or not something is left of it.
    static Marks placed(Extras rest, String at) {
        return Marks.at(new Extras(OWNER, at, rest.fields()));
    }

    private static Part hostedResult(Fields result, String at) {
        String id = result.text("toolUseId");
        String type = result.text("type");
        String status = result.text("status");
        JsonNode content = result.any("content");
        return hostedResult(id, type, status, content == null ? Json.array() : content, placed(result.rest(), at));
    }

    static Part hostedResult(
            @Nullable String id, @Nullable String type, @Nullable String status, JsonNode content, Marks marks) {
        return new Part.HostedResult(
                id == null ? "" : id,
                type == null ? "toolResult" : type,
                content,
                "error".equals(status) ? Part.Outcome.ERROR : Part.Outcome.OK,
                marks);
    }

    private static Part thought(Fields block, Fields reasoning) {
        Fields words = reasoning.object("reasoningText");
        if (words == null) {
            String redacted = reasoning.text("redactedContent");
            return new Part.Thought("", Form.REDACTED, Marks.of(seal(redacted == null ? "" : opened(redacted))));
        }
        String text = words.text("text");
        String signature = words.text("signature");
        Extras rest = new Leftovers(block)
                .and(
                        "reasoningContent",
                        new Leftovers(reasoning).and("reasoningText", words).extras())
                .extras();
        return new Part.Thought(
                text == null ? "" : text, Form.FULL, new Marks(signature == null ? null : seal(signature), null, rest));
    }

    static Seal seal(String opaque) {
        return new Seal(ConverseProviderCodec.ISSUER, opaque);
    }

    /// What Anthropic gives as it is, Bedrock wraps once more as bytes.
    static String opened(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    private static Part cited(Fields block, Fields cited) {
        StringBuilder text = new StringBuilder();
        for (Fields piece : cited.objects("content")) {
            String words = piece.text("text");
            text.append(words == null ? "" : words);
        }
        List<Annotation> annotations = new ArrayList<>();
        for (Fields citation : cited.objects("citations")) {
            annotations.add(annotation(citation));
        }
        Extras rest = new Leftovers(block).and("citationsContent", cited).extras();
        return new Part.Text(text.toString(), annotations, Marks.of(rest));
    }

    /// A citation stands on its whole block.
    static Annotation annotation(Fields citation) {
        String title = citation.text("title");
        Fields location = citation.object("location");
        Fields web = location == null ? null : location.object("web");
        String url = web == null ? null : web.text("url");
        StringBuilder quote = new StringBuilder();
        for (Fields piece : citation.objects("sourceContent")) {
            String words = piece.text("text");
            quote.append(words == null ? "" : words);
        }
        Leftovers rest = new Leftovers(citation);
        if (location != null) {
            rest.and("location", new Leftovers(location).and("web", web).extras());
        }
        return new Annotation(null, url, title, quote.isEmpty() ? null : quote.toString(), rest.extras());
    }

    static @Nullable Part media(Fields block) {
        for (Part.MediaKind kind : Part.MediaKind.values()) {
            String name = Formats.block(kind);
            Fields media = block.object(name);
            Fields source = media == null ? null : media.object("source");
            Part.Source where = source == null ? null : source(source);
            if (media != null && source != null && where != null) {
                String format = media.text("format");
                String title = media.text("name");
                Extras rest = new Leftovers(block)
                        .and(
                                name,
                                new Leftovers(media)
                                        .and(
                                                "source",
                                                new Leftovers(source)
                                                        .and("s3Location", s3(source))
                                                        .extras())
                                        .extras())
                        .extras();
                return new Part.Media(
                        kind, where, format == null ? null : Formats.mime(kind, format), title, Marks.of(rest));
            }
        }
        return null;
    }

    /// What stands beside the address of media in S3.
    private static Extras s3(Fields source) {
        Fields there = source.object("s3Location");
        if (there == null) {
            return Extras.NONE;
        }
        there.skip("uri");
        return there.rest();
    }

    private static Part.@Nullable Source source(Fields source) {
        String bytes = source.text("bytes");
        if (bytes != null) {
            return new Part.Source.Inline(bytes);
        }
        String text = source.text("text");
        if (text != null) {
            return new Part.Source.Words(text);
        }
        Fields there = source.object("s3Location");
        String uri = there == null ? null : there.text("uri");
        if (uri != null) {
            return new Part.Source.Url(uri);
        }
        List<Fields> pieces = source.objects("content");
        return pieces.isEmpty() ? null : new Part.Source.Words(words(pieces));
    }

    /// The texts of a list of blocks, a blank line between them.
    static String words(List<Fields> pieces) {
        StringBuilder out = new StringBuilder();
        for (Fields piece : pieces) {
            String words = piece.text("text");
            if (words != null) {
                out.append(out.isEmpty() ? "" : "\n\n").append(words);
            }
        }
        return out.toString();
    }
}
