package dev.weir.catalog;

import dev.weir.chat.Traits.Support;
import org.jspecify.annotations.Nullable;

/// A model that a provider is known to have.
///
/// @param id as the provider knows it
public record KnownModel(String id, ModelFacts facts) {
    public Mode mode() {
        var mode = facts.nature().mode();
        return mode == null ? Mode.CHAT : mode;
    }

    /// Window, or null when unknown.
    public @Nullable Integer contextTokens() {
        return facts.limits().context();
    }

    /// Longest answer, or null when unknown.
    public @Nullable Integer maxOutputTokens() {
        return facts.limits().output();
    }

    public ModelFacts.@Nullable Status status() {
        return facts.history().status();
    }

    /// Whether it thinks before it answers.
    public Support reasoning() {
        var said = facts.nature().reasoning();
        var thinking = facts.manner().thinking();
        return said == Support.UNKNOWN && thinking != null ? thinking.known() : said;
    }

    /// What people call it.
    public String name() {
        var name = facts.origin().name();
        return name == null ? id : name;
    }
}
