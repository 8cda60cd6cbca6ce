package dev.weir.dialect.openai;

import org.jspecify.annotations.Nullable;

/// The names of seal issuers, as `reasoning_details[].format` says them (OpenRouter's words) and as the canonical
/// model does. A format without a name here is its own.
final class Issuers {
    static final String GOOGLE = "google";
    static final String MISTRAL = "mistral";

    private Issuers() {}

    static String ofFormat(@Nullable String format) {
        return switch (format) {
            case null -> "unknown";
            case "anthropic-claude-v1" -> "anthropic";
            case "google-gemini-v1" -> GOOGLE;
            case "openai-responses-v1" -> "openai";
            case "azure-openai-responses-v1" -> "azure";
            case "xai-responses-v1" -> "xai";
            default -> format;
        };
    }

    static String format(String issuer) {
        return switch (issuer) {
            case "anthropic" -> "anthropic-claude-v1";
            case GOOGLE -> "google-gemini-v1";
            case "openai" -> "openai-responses-v1";
            case "azure" -> "azure-openai-responses-v1";
            case "xai" -> "xai-responses-v1";
            default -> issuer;
        };
    }
}
