package dev.weir.chat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a model at a provider can, and what it needs. Unknown is the careful choice.
///
/// @param contextTokens window, or null when unknown
/// @param maxOutputTokens most it can answer, or null when unknown
/// @param inputs kinds of media it reads (text always)
/// @param sampling whether `temperature`, `top_p` and `top_k` are taken
/// @param acceptedSeals issuers whose seals this target takes back
/// @param resultMedia whether the result of a tool may hold pictures and documents itself
/// @param lateSystem whether a system turn may stand in mid-conversation, for dialects where that depends on the model
/// @param habits what hosts of one dialect want in different words
public record Traits(
        @Nullable Integer contextTokens,
        @Nullable Integer maxOutputTokens,
        Set<Part.MediaKind> inputs,
        Thinking thinking,
        Support sampling,
        Support tools,
        Support structuredOutput,
        Prefill prefill,
        Set<String> acceptedSeals,
        Support resultMedia,
        Support lateSystem,
        Habits habits) {

    /// Nothing is known of the model.
    public static final Traits UNKNOWN = new Traits(
            null,
            null,
            Set.of(),
            Thinking.UNKNOWN,
            Support.UNKNOWN,
            Support.UNKNOWN,
            Support.UNKNOWN,
            Prefill.UNKNOWN,
            Set.of(),
            Support.UNKNOWN,
            Support.UNKNOWN,
            Habits.NONE);

    public Traits {
        inputs = Set.copyOf(inputs);
        acceptedSeals = Set.copyOf(acceptedSeals);
    }

    /// Traits of a model of which it is neither known whether a system turn may stand in mid-conversation, nor that its
    /// prompt cache is told anything.
    public Traits(
            @Nullable Integer contextTokens,
            @Nullable Integer maxOutputTokens,
            Set<Part.MediaKind> inputs,
            Thinking thinking,
            Support sampling,
            Support tools,
            Support structuredOutput,
            Prefill prefill,
            Set<String> acceptedSeals,
            Support resultMedia) {
        this(
                contextTokens,
                maxOutputTokens,
                inputs,
                thinking,
                sampling,
                tools,
                structuredOutput,
                prefill,
                acceptedSeals,
                resultMedia,
                Support.UNKNOWN,
                Habits.NONE);
    }

    /// The same of a target that takes another issuer's seals, too.
    public Traits accepting(String issuer) {
        if (acceptedSeals.isEmpty() || acceptedSeals.contains(issuer)) {
            return this;
        }
        Set<String> more = new HashSet<>(acceptedSeals);
        more.add(issuer);
        return new Traits(
                contextTokens,
                maxOutputTokens,
                inputs,
                thinking,
                sampling,
                tools,
                structuredOutput,
                prefill,
                more,
                resultMedia,
                lateSystem,
                habits);
    }

    public Caching caching() {
        return habits.caching;
    }

    public Echo echo() {
        return habits.echo;
    }

    public Documents documents() {
        return habits.documents;
    }

    public enum Support {
        YES,
        NO,
        UNKNOWN
    }

    /// What hosts of the OpenAI dialects want in different words.
    public record Habits(Caching caching, Echo echo, Documents documents) {
        public static final Habits NONE = new Habits(Caching.ITS_OWN, Echo.NONE, Documents.FILES);
    }

    /// How a host of OpenAI Chat takes documents.
    public enum Documents {
        /// As OpenAI's `file`: what is in them, or the id of an upload.
        FILES,
        /// As Mistral's `document_url`: a link, or what is in them as one. The host reads them for any model.
        URLS
    }

    /// Which of a model's own plain reasoning a host wants back in the history.
    ///
    /// @param when in which turns
    /// @param field of the assistant's message: `reasoning_content`, or `content` for parts of it; empty where none
    public record Echo(When when, String field) {
        public static final Echo NONE = new Echo(When.NEVER, "");

        public enum When {
            NEVER,
            /// In turns that call tools, which it refuses without it.
            WITH_TOOLS,
            ALWAYS
        }
    }

    /// How a host of an OpenAI dialect is told what to keep in its prompt cache.
    public enum Caching {
        /// Not at all: it keeps what it sees fit.
        ITS_OWN,
        /// By OpenAI's `prompt_cache_breakpoint`.
        BREAKPOINTS,
        /// By Anthropic's `cache_control`.
        CONTROL
    }

    /// How a half-finished answer can be handed over to be continued.
    public enum Prefill {
        UNKNOWN,
        NONE,
        /// A last assistant turn is continued.
        PLAIN,
        /// A last assistant turn with `prefix: true`.
        PREFIX_FLAG
    }

    /// How the model is asked to think.
    ///
    /// @param ways that it understands; empty is "does not think" unless `known` is `UNKNOWN`
    /// @param efforts levels it takes, least first
    /// @param minBudget least thinking budget in tokens
    /// @param maxBudget most
    public record Thinking(
            Support known,
            Set<Way> ways,
            List<Reasoning.Effort> efforts,
            @Nullable Integer minBudget,
            @Nullable Integer maxBudget) {
        public static final Thinking UNKNOWN = new Thinking(Support.UNKNOWN, Set.of(), List.of(), null, null);

        public Thinking {
            ways = Set.copyOf(ways);
            efforts = List.copyOf(efforts);
        }

        public enum Way {
            /// Thinking can be switched off.
            OFF,
            /// A token budget (Anthropic `budget_tokens`, Gemini `thinkingBudget`).
            BUDGET,
            /// The model decides (Anthropic `adaptive`).
            ADAPTIVE,
            /// Effort levels (OpenAI `reasoning_effort`, Anthropic `output_config.effort`, Gemini `thinkingLevel`).
            EFFORT,
            /// It thinks out of sight: nothing is shown, and the first token may take minutes.
            HIDDEN
        }
    }
}
