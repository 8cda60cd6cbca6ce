package dev.weir.dialect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The words in which answers say the class of service that they were served in, made those of price lists.
public final class ServiceWords {
    private static final int MOST = 40;

    private ServiceWords() {}

    /// `flex`, `priority`, `batch`; null for the usual class, and for words that name none.
    public static @Nullable String tier(JsonNode said) {
        return said.isString() ? tier(said.stringValue()) : null;
    }

    /// The same of a word. OpenAI's `fast` is the newer name of its `priority`.
    public static @Nullable String tier(String said) {
        String word = said.toLowerCase(Locale.ROOT);
        return switch (word) {
            // What was asked for, and not what was served.
            case "auto", "standard_only" -> null;
            case "", "default", "standard", "on_demand", "unspecified", "traffic_type_unspecified" -> null;
            case "fast", "on_demand_priority" -> "priority";
            case "on_demand_flex" -> "flex";
            case "provisioned_throughput" -> "provisioned";
            default -> word.length() > MOST ? word.substring(0, MOST) : word;
        };
    }
}
