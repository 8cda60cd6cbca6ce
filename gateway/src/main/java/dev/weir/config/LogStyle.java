package dev.weir.config;

/// How the log is written.
public record LogStyle(Level level, Format format) {
    public static final LogStyle USUAL = new LogStyle(Level.INFO, Format.TEXT);

    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    public enum Format {
        TEXT,
        JSON
    }
}
