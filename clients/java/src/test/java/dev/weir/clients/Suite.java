package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// One SDK's features, run against every upstream, each leaving one JSON line in the file of results.
///
/// @param sdk its name in the table
/// @param version the version of the SDK
/// @param own the model to ask for where the SDK talks to the simulator itself
/// @param features every feature by its name, in the order of the table
record Suite(String sdk, String version, String own, Function<Target, Map<String, Feature>> features) {

    /// What an SDK can do.
    interface Feature {
        void run() throws Exception;
    }

    /// The upstream's dialect cannot express the feature, and the answer said so.
    static final class Unsupported extends RuntimeException {
        Unsupported(String words) {
            super(words);
        }
    }

    /// A test for each feature, in order, and that for every upstream, these side by side.
    Stream<DynamicContainer> tests() {
        return Target.fromEnvironment(own).stream()
                .map(target -> DynamicContainer.dynamicContainer(all -> all.displayName(sdk + " " + target.upstream())
                        .executionMode(ExecutionMode.CONCURRENT)
                        .childExecutionMode(ExecutionMode.SAME_THREAD)
                        .children(tests(target))));
    }

    private Stream<DynamicTest> tests(Target target) {
        return features.apply(target).entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        sdk + " " + target.upstream() + " " + one.getKey(),
                        () -> record(target, one.getKey(), one.getValue())));
    }

    private void record(Target target, String name, Feature feature) throws Exception {
        var began = System.nanoTime();
        try {
            feature.run();
            write(target, name, "ok", "", began);
        } catch (Unsupported words) {
            write(target, name, "unsupported", String.valueOf(words.getMessage()), began);
        } catch (Exception | AssertionError failure) {
            write(target, name, "failed", failure.toString(), began);
            throw failure;
        }
    }

    private void write(Target target, String feature, String outcome, String detail, long began) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sdk", sdk);
        line.put("version", version);
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
