package dev.weir.sim;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What an answer is made from, whatever dialect it was asked in.
record Prompt(Talk talk, Offer offer, Form form, Bounds bounds, Thinking thinking) {

    /// What was said.
    ///
    /// @param lastUser the text of the last user turn
    /// @param media what else was in it, as `image image/png 68 bytes`
    /// @param results the tool results that the conversation ends with
    /// @param prefill the text of an assistant turn at the end, or ""
    /// @param digest a hash of all turns without the prefill
    /// @param tokens an estimate of the whole
    record Talk(String lastUser, List<String> media, List<Result> results, String prefill, long digest, int tokens) {
        public Talk {
            media = List.copyOf(media);
            results = List.copyOf(results);
        }
    }

    /// What a tool answered.
    record Result(String name, String text) {}

    /// The tools on offer.
    ///
    /// @param tools those that the client runs
    /// @param choice whether one must be called
    /// @param most how many calls one answer may have
    /// @param search whether a web search run by the provider is offered
    record Offer(List<Tool> tools, Choice choice, int most, boolean search) {
        public Offer {
            tools = List.copyOf(tools);
        }
    }

    /// A tool that the client runs.
    record Tool(String name, JsonNode schema) {}

    /// Whether a tool must be called.
    sealed interface Choice {
        record Free() implements Choice {}

        record Never() implements Choice {}

        record Any() implements Choice {}

        record Named(String name) implements Choice {}
    }

    /// The form of the answer's text.
    sealed interface Form {
        record Prose() implements Form {}

        record AnyObject() implements Form {}

        record Schema(JsonNode schema) implements Form {}
    }

    /// How long, how often, until where.
    record Bounds(OptionalInt maxTokens, List<String> stops, int choices, OptionalLong seed) {
        public Bounds {
            stops = List.copyOf(stops);
        }
    }

    /// Whether the model thinks, and with how many tokens at most.
    record Thinking(boolean on, OptionalInt budget) {
        static final Thinking OFF = new Thinking(false, OptionalInt.empty());
    }
}
