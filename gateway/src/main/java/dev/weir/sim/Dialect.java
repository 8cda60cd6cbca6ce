package dev.weir.sim;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A wire format in which the simulator is a provider.
sealed interface Dialect permits OpenAi, Responses, Anthropic, Gemini, Cohere {

    /// The key that a request carries, where this format's clients put it.
    Optional<String> apiKey(Inbound in);

    /// What this service answers to a request without a key.
    Problem noKey();

    /// What this service answers to a request with a key that is none of its own.
    Problem badKey();

    /// What this service answers to a prompt that is too long.
    Problem tooLong(int tokens);

    /// Whether this path asks for an answer.
    boolean answers(String path);

    /// Whether this path asks how many tokens a request has.
    boolean counts(String path);

    /// How many tokens a request has.
    ///
    /// @throws Problem.Rejected when the service would refuse it
    Reply.Whole count(Inbound in, JsonNode body, String requestId);

    /// The models, or the one with this name.
    Reply.Whole models(Inbound in, Optional<String> id, String requestId);

    /// Reads a request for an answer.
    ///
    /// @throws Problem.Rejected when the service would refuse it
    Turn read(Inbound in, JsonNode body);

    /// An error in this format.
    Reply.Whole error(Problem problem, String requestId);

    /// An error as an event of a stream in this format.
    String errorEvent(Problem problem, String requestId);

    /// An event whose JSON is broken.
    String garbage();

    /// A request that was understood, with all that its answer needs.
    interface Turn {

        /// The model as the request names it, options and all.
        String model();

        Behaviour behaviour();

        Prompt prompt();

        /// Writes answers in the form that the request asked for.
        Reply write(List<Answer> answers);
    }
}
