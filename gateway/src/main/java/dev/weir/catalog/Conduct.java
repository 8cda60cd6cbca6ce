package dev.weir.catalog;

import dev.weir.chat.Traits;
import dev.weir.chat.UsageConvention;
import java.util.Set;

/// How a provider behaves within a dialect.
///
/// @param usage how it counts
/// @param streamUsage how a stream's usage is got
/// @param unknownFields what it does about a field that it does not know
/// @param issuer of the seals on its own answers, or empty
/// @param binding how far those hold
/// @param acceptedSeals issuers whose seals it takes back
/// @param prefill how a half-finished answer is handed over
/// @param keeps what it keeps for a caller who comes back by an id
/// @param habits what it wants in words of its own; breakpoints of the prompt cache only of models that take them
/// @param betas where it is told which of Anthropic's betas a request is for
public record Conduct(
        UsageConvention usage,
        StreamUsage streamUsage,
        UnknownFields unknownFields,
        String issuer,
        Binding binding,
        Set<String> acceptedSeals,
        Traits.Prefill prefill,
        Keeps keeps,
        Traits.Habits habits,
        Betas betas) {
    /// What is assumed of a provider about which nothing is known.
    public static final Conduct USUAL = new Conduct(
            UsageConvention.STANDARD,
            StreamUsage.ASK,
            UnknownFields.UNKNOWN,
            "",
            Binding.VENDOR,
            Set.of(),
            Traits.Prefill.UNKNOWN,
            Keeps.NOTHING,
            Traits.Habits.NONE,
            Betas.HEADER);

    public Conduct {
        acceptedSeals = Set.copyOf(acceptedSeals);
    }

    public enum StreamUsage {
        /// It comes when `stream_options.include_usage` is true.
        ASK,
        /// It comes unasked; asking does no harm.
        UNASKED,
        /// It never comes, or the question is refused.
        REFUSED
    }

    public enum UnknownFields {
        UNKNOWN,
        IGNORED,
        /// It answers 400.
        REFUSED
    }

    public enum Binding {
        /// Wherever seals of the issuer are taken.
        VENDOR,
        /// At the account that they were made for, and nowhere else.
        ACCOUNT
    }

    public enum Betas {
        /// In `anthropic-beta`.
        HEADER,
        /// In the body's list `anthropic_beta`.
        BODY
    }

    public enum Keeps {
        NOTHING,
        /// Its answers, which a request may name by their ids.
        ANSWERS
    }
}
