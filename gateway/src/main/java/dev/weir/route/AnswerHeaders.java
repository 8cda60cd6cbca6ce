package dev.weir.route;

import dev.weir.chat.Loss;
import dev.weir.dialect.Headers;
import io.netty.util.AsciiString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The headers of an answer: what the gateway knows when they go out, and those of the provider's that may pass. A name
/// stands there once; the last value counts.
public final class AnswerHeaders {
    private static final int MAX_LOSS_HEADER = 1024;

    private static final AsciiString ID = AsciiString.cached("x-weir-request-id");
    private static final AsciiString TARGET = AsciiString.cached("x-weir-target");
    private static final AsciiString ATTEMPTS = AsciiString.cached("x-weir-attempts");
    private static final AsciiString COST = AsciiString.cached("x-weir-cost");
    private static final AsciiString UNKNOWN = AsciiString.cached("unknown");
    private static final AsciiString LOSS = AsciiString.cached("x-weir-loss");
    private static final AsciiString SHOULD_RETRY = AsciiString.cached("x-should-retry");
    private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    private static final AsciiString JSON = AsciiString.cached("application/json");
    private static final AsciiString ONE = AsciiString.cached("1");

    /// Names and values in turn.
    private CharSequence[] lines = new CharSequence[16];
    private int size;

    private AnswerHeaders() {}

    static AnswerHeaders of(Inbound in, Step step, int attempts, List<Loss> losses, Headers provider) {
        AnswerHeaders out = new AnswerHeaders();
        for (AsciiString name : in.dialect().headers().back()) {
            String value = provider.look(name);
            if (value != null) {
                out.add(name, value);
            }
        }
        out.addIfAbsent(in.dialect().headers().id(), in.id());
        out.add(ID, in.id());
        out.add(TARGET, step.target().name());
        out.add(ATTEMPTS, attempts == 1 ? ONE : Integer.toString(attempts));
        String lost = losses.isEmpty() ? "" : losses(losses);
        if (!lost.isEmpty()) {
            out.add(LOSS, lost);
        }
        return out;
    }

    /// What the answer cost in dollars, or that nobody knows.
    AnswerHeaders cost(Cost cost) {
        add(
                COST,
                switch (cost) {
                    case Cost.Known known -> known.amount().toString();
                    case Cost.Unknown _ -> UNKNOWN;
                });
        return this;
    }

    AnswerHeaders json() {
        return with(CONTENT_TYPE, JSON);
    }

    /// JSON, where the provider's own content type does not pass.
    AnswerHeaders jsonUnlessTyped() {
        addIfAbsent(CONTENT_TYPE, JSON);
        return this;
    }

    /// Whether they say what the body is.
    public boolean sayType() {
        return at(CONTENT_TYPE) >= 0;
    }

    /// Everything was tried: the SDK need not begin again.
    AnswerHeaders noRetry() {
        return with(SHOULD_RETRY, "false");
    }

    AnswerHeaders with(Map<String, String> more) {
        more.forEach(this::with);
        return this;
    }

    private AnswerHeaders with(CharSequence name, CharSequence value) {
        int at = at(name);
        if (at >= 0) {
            lines[at + 1] = value;
        } else {
            add(name, value);
        }
        return this;
    }

    private void addIfAbsent(CharSequence name, CharSequence value) {
        if (at(name) < 0) {
            add(name, value);
        }
    }

    private int at(CharSequence name) {
        for (int i = 0; i < size; i += 2) {
            if (AsciiString.contentEqualsIgnoreCase(lines[i], name)) {
                return i;
            }
        }
        return -1;
    }

    private void add(CharSequence name, CharSequence value) {
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, size * 2);
        }
        lines[size++] = name;
        lines[size++] = value;
    }

    public void forEach(BiConsumer<CharSequence, CharSequence> each) {
        for (int i = 0; i < size; i += 2) {
            each.accept(lines[i], lines[i + 1]);
        }
    }

    /// The paths of lossy changes, percent-encoded and parted by commas; `+N` stands for those that did not fit.
    static String losses(List<Loss> losses) {
        StringBuilder out = new StringBuilder();
        int left = 0;
        for (Loss loss : losses) {
            if (!loss.lossy()) {
                continue;
            }
            String path = URLEncoder.encode(loss.path(), StandardCharsets.UTF_8).replace("%2F", "/");
            if (left > 0 || out.length() + path.length() + 1 > MAX_LOSS_HEADER) {
                left++;
            } else {
                out.append(out.isEmpty() ? "" : ",").append(path);
            }
        }
        if (left > 0) {
            out.append(out.isEmpty() ? "+" : ",+").append(left);
        }
        return out.toString();
    }
}
