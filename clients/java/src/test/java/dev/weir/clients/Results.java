package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// The file that gets one JSON line for every feature and upstream.
final class Results {
    private Results() {}

    /// What an SDK can do.
    interface Feature {
        void run(Target target) throws Exception;
    }

    /// The upstream's dialect cannot express the feature, and the answer said so.
    static final class Unsupported extends RuntimeException {
        Unsupported(String words) {
            super(words);
        }
    }

    /// Runs a feature and writes down what became of it.
    static void record(Target target, String name, Feature feature) throws Exception {
        var began = System.nanoTime();
        try {
            feature.run(target);
            write(target, name, "ok", "", began);
        } catch (Unsupported words) {
            write(target, name, "unsupported", String.valueOf(words.getMessage()), began);
        } catch (Exception | AssertionError failure) {
            write(target, name, "failed", failure.toString(), began);
            throw failure;
        }
    }

    private static void write(Target target, String feature, String outcome, String detail, long began)
            throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sdk", "openai-java");
        line.put("version", System.getProperty("openai.version"));
        line.put("upstream", target.upstream());
        line.put("feature", feature);
        line.put("outcome", outcome);
        line.put("detail", detail.substring(0, Math.min(500, detail.length())));
        line.put("seconds", (System.nanoTime() - began) / 1_000_000 / 1000.0);
        Files.writeString(
                Path.of(System.getenv("SUITE_RESULTS")),
                Target.JSON.writeValueAsString(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
