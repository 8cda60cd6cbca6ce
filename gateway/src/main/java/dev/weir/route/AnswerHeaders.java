package dev.weir.route;

import dev.weir.chat.Loss;
import dev.weir.dialect.Headers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The headers of an answer: what the gateway knows when they go out, and those of the provider's that may pass.
final class AnswerHeaders {
    private static final int MAX_LOSS_HEADER = 1024;

    private AnswerHeaders() {}

    static Map<String, String> of(Inbound in, Step step, int attempts, List<Loss> losses, Headers provider) {
        Map<String, String> out = new LinkedHashMap<>();
        for (String name : in.dialect().headers().back()) {
            String value = provider.get(name);
            if (value != null) {
                out.put(name, value);
            }
        }
        out.putIfAbsent(in.dialect().headers().id(), in.id());
        out.put("x-weir-request-id", in.id());
        out.put("x-weir-target", step.target().name());
        out.put("x-weir-attempts", Integer.toString(attempts));
        String lost = losses(losses);
        if (!lost.isEmpty()) {
            out.put("x-weir-loss", lost);
        }
        return out;
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
