package dev.weir.dialect.gemini;

import dev.weir.chat.Delivery;
import java.nio.charset.StandardCharsets;

/// The path of a model's method. A model name is one URL segment: what is not plainly safe in it is percent-encoded,
/// slashes and colons too, so that no name can reach another path or method.
final class ModelPath {
    private static final String SAFE = "-._~@";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private ModelPath() {}

    /// The path of a request for an answer.
    static String of(String model, Delivery delivery) {
        return switch (delivery) {
            case WHOLE -> of(model, "generateContent");
            case STREAM, STREAM_WITH_USAGE -> of(model, "streamGenerateContent?alt=sse");
        };
    }

    /// @param model with or without its collection: `gemini-2.5-pro`, `models/gemini-2.5-pro`, `tunedModels/mine`
    static String of(String model, String method) {
        String collection = "models";
        String name = model;
        for (String prefix : new String[] {"models", "tunedModels"}) {
            if (model.startsWith(prefix + "/")) {
                collection = prefix;
                name = model.substring(prefix.length() + 1);
            }
        }
        return "/" + collection + "/" + segment(name) + ":" + method;
    }

    private static String segment(String name) {
        var out = new StringBuilder(name.length() + 8);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SAFE.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
            }
        }
        return out.toString();
    }
}
