package dev.weir.server;

import dev.weir.route.AnswerHeaders;
import dev.weir.route.Onward;
import dev.weir.route.Outbound;
import dev.weir.wire.ByteSearch;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Splice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The way back of Anthropic's batches: `results_url`, an address at Anthropic which its SDKs would follow with Weir's
/// key, becomes the path of it, which they follow to where they asked for the batch.
record ResultLinks(Outbound out) implements Onward {
    private static final String LINK = "results_url";
    private static final ByteSearch WORD = new ByteSearch(LINK.getBytes(StandardCharsets.US_ASCII));
    private static final Pattern BATCHES = Pattern.compile(".*/messages/batches(/[A-Za-z0-9_-]+(/cancel)?)?");

    /// Whether such answers come from a path.
    static boolean areAt(String path) {
        return BATCHES.matcher(path).matches();
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        out.reply(status, headers, WORD.in(body) < 0 ? body : local(body));
    }

    /// A batch, or a list of them, with links that are paths.
    private static byte[] local(byte[] body) {
        Splice splice;
        try {
            splice = new Splice(body);
        } catch (IllegalArgumentException e) {
            // No object, so no batch.
            return body;
        }
        local(splice.root());
        Splice.Member list = splice.root().get("data");
        if (list != null) {
            list.elements().forEach(ResultLinks::local);
        }
        return splice.toBytes();
    }

    private static void local(Splice.Obj batch) {
        Splice.Member link = batch.get(LINK);
        String path = link == null ? null : path(link.value());
        if (link != null && path != null) {
            link.replace(new ByteSink(path.length() + 2).json(path).toBytes());
        }
    }

    /// The path of an address, or null where there is none.
    private static @Nullable String path(byte[] value) {
        JsonCursor json = new JsonCursor(value, 0, value.length);
        if (!json.isNonEmptyString()) {
            return null;
        }
        try {
            String path = URI.create(json.string()).getRawPath();
            return path == null || path.isEmpty() ? null : path;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
