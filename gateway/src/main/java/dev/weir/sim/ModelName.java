package dev.weir.sim;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A model name taken apart: `gpt-sim+ttft=2s` is the model `gpt-sim` that behaves so.
///
/// @param sent the whole
record ModelName(String sent, String base, String options) {

    /// What kind of mind a model has.
    enum Mind {
        /// Thinks when asked to.
        PLAIN,
        /// Always thinks, and takes no sampling parameters where its vendor's reasoning models take none.
        THINKING,
        /// Thinks only adaptively, takes neither a budget nor sampling parameters nor a prefill.
        ADAPTIVE
    }

    static final List<String> OPENAI = List.of("gpt-sim", "gpt-sim-mini", "gpt-sim-thinking");
    static final List<String> ANTHROPIC =
            List.of("claude-sim", "claude-sim-mini", "claude-sim-thinking", "claude-sim-adaptive");
    static final List<String> GEMINI = List.of("gemini-sim", "gemini-sim-mini", "gemini-sim-thinking");

    static ModelName parse(String sent) {
        int plus = sent.indexOf('+');
        return plus < 0
                ? new ModelName(sent, sent, "")
                : new ModelName(sent, sent.substring(0, plus), sent.substring(plus + 1));
    }

    boolean known(List<String> own, Set<String> more) {
        return own.contains(base) || more.contains(base) || more.contains("*");
    }

    Mind mind() {
        return base.endsWith("-thinking") ? Mind.THINKING : base.endsWith("-adaptive") ? Mind.ADAPTIVE : Mind.PLAIN;
    }

    /// How a request for this model behaves.
    ///
    /// @throws Problem.Rejected for an option that does not exist
    Behaviour behaviour(String world, Optional<String> header) {
        try {
            return Behaviour.parse(world, options, header.orElse(""));
        } catch (IllegalArgumentException unknown) {
            throw Problem.invalid("model", "unknown_simulator_option", String.valueOf(unknown.getMessage()))
                    .rejected();
        }
    }
}
