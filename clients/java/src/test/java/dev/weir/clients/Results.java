package dev.weir.clients;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// The file of results: one JSON line for what became of a feature at an upstream.
final class Results implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> feature, ReflectiveInvocationContext<Method> invoked, ExtensionContext context)
            throws Throwable {
        var began = System.nanoTime();
        try {
            feature.proceed();
            write(context, "ok", "", began);
        } catch (Unsupported words) {
            write(context, "unsupported", String.valueOf(words.getMessage()), began);
        } catch (Throwable failure) {
            write(context, "failed", failure.toString(), began);
            throw failure;
        }
    }

    private static void write(ExtensionContext context, String outcome, String detail, long began) throws IOException {
        var sdk = context.getRequiredTestClass().getAnnotation(Sdk.class);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sdk", sdk.name());
        line.put("version", System.getProperty(sdk.version()));
        line.put(
                "upstream", ((Suite) context.getRequiredTestInstance()).target().upstream());
        line.put("feature", context.getDisplayName());
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
