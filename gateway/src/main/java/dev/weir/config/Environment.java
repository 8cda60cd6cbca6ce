package dev.weir.config;

import java.util.Map;

/// The process's environment variables: the one place that reads them.
public final class Environment {
    private Environment() {}

    public static Map<String, String> read() {
        return System.getenv();
    }
}
