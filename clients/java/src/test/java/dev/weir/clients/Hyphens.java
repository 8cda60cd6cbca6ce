package dev.weir.clients;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/// Names features as the suites of other languages do: `streamTools` is `stream-tools`.
final class Hyphens extends DisplayNameGenerator.Standard {
    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> suite, Method method) {
        return method.getName().replaceAll("(?=\\p{Upper})", "-").toLowerCase(Locale.ROOT);
    }
}
