package dev.weir;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The flags of `weir serve`, each with a value.
///
/// A plain command line is read here, for loading picocli costs a quarter of a second, which would be most of a start;
/// picocli has the same flags from here, and looks at everything else: help, mistakes, other commands.
enum ServeFlag {
    CONFIG(ConfigOption.NAME, ConfigOption.LABEL, ConfigOption.DESCRIPTION),
    LISTEN("--listen", "HOST:PORT", "Where callers connect (127.0.0.1:8080)"),
    ADMIN("--admin", "HOST:PORT", "Metrics and health (127.0.0.1:8081)"),
    DATA("--data", "DIR", "What is kept (./weir-data)");

    static final String COMMAND = "serve";

    private final String word;
    private final String label;
    private final String description;

    ServeFlag(String word, String label, String description) {
        this.word = word;
        this.label = label;
        this.description = description;
    }

    String word() {
        return word;
    }

    /// What its value is, for the help.
    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /// The values of a plain `serve --flag value --flag=value …`; null where it is anything else.
    static @Nullable Map<ServeFlag, String> plain(String[] args) {
        if (args.length == 0 || !args[0].equals(COMMAND)) {
            return null;
        }
        var values = new EnumMap<ServeFlag, String>(ServeFlag.class);
        for (int i = 1; i < args.length; i++) {
            var equals = args[i].indexOf('=');
            var flag = named(equals < 0 ? args[i] : args[i].substring(0, equals));
            if (equals < 0) {
                i++;
            }
            var value = equals >= 0 ? args[i].substring(equals + 1) : i < args.length ? args[i] : "";
            if (flag == null || !isPlain(value) || values.put(flag, value) != null) {
                return null;
            }
        }
        return values;
    }

    private static @Nullable ServeFlag named(String word) {
        for (var flag : values()) {
            if (flag.word.equals(word)) {
                return flag;
            }
        }
        return null;
    }

    /// Whether a value is nothing that picocli reads otherwise: another flag, a file of arguments, a quoted text.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }
}
