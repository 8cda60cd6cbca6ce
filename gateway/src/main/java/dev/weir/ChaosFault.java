package dev.weir;

import java.util.List;

/// A fault that `weir chaos` lets the first target of a model have.
///
/// @param id as in the table of faults
/// @param says what it is, for people
/// @param directive for the simulator
/// @param right what should become of it
record ChaosFault(String id, String says, String directive, Right right) {
    /// What should become of a request.
    enum Right {
        /// The whole answer.
        WHOLE,
        /// The provider's reason.
        REASON,
        /// The whole answer, or a typed error where nobody can go on.
        WHOLE_OR_ERROR;

        /// For people.
        String words() {
            return switch (this) {
                case WHOLE -> "the whole answer";
                case REASON -> "the provider's reason, as an error";
                case WHOLE_OR_ERROR -> "the whole answer, or an error where nobody can go on";
            };
        }
    }

    static final List<ChaosFault> ALL = List.of(
            new ChaosFault("-", "is well", "", Right.WHOLE),
            new ChaosFault("F1", "429 with a time, once", "fault=429+times=1+retry-after=500ms", Right.WHOLE),
            new ChaosFault("F2", "429 for ever", "fault=429", Right.WHOLE),
            new ChaosFault("F3", "500 once", "fault=500+times=1", Right.WHOLE),
            new ChaosFault("F4", "503 for ever", "fault=503", Right.WHOLE),
            new ChaosFault("F5", "resets the connection", "fault=reset", Right.WHOLE),
            new ChaosFault("F5", "closes the connection", "fault=close", Right.WHOLE),
            new ChaosFault("F6", "never answers", "fault=silent", Right.WHOLE),
            new ChaosFault("F7", "first token too late", "ttft=60s", Right.WHOLE),
            new ChaosFault("F8", "dies after 40 of 60 tokens", "fault=cut@40", Right.WHOLE_OR_ERROR),
            new ChaosFault("F8", "ends in good order, too early", "fault=truncate@40", Right.WHOLE_OR_ERROR),
            new ChaosFault("F9", "falls silent after 20 tokens", "fault=stall@20", Right.WHOLE_OR_ERROR),
            new ChaosFault("F10", "broken JSON in mid-stream", "fault=garbage@20", Right.WHOLE_OR_ERROR),
            new ChaosFault("F10", "an error in mid-stream", "fault=error-event@20", Right.WHOLE_OR_ERROR),
            new ChaosFault("F11", "no end of the stream", "fault=no-end", Right.WHOLE),
            new ChaosFault("F12", "the context is too long", "fault=context-length", Right.WHOLE),
            new ChaosFault("F13", "the content is refused", "fault=content-filter", Right.REASON),
            new ChaosFault("F17", "an error in a 200", "fault=error-body", Right.WHOLE),
            new ChaosFault("F17", "an error as the first event", "fault=error-first", Right.WHOLE),
            new ChaosFault("F18", "one byte a second", "fault=drip:1s", Right.WHOLE),
            new ChaosFault("F19", "a head of 1 MB", "fault=header-bomb:1mb", Right.WHOLE),
            new ChaosFault("F19", "an answer of 8 MB, 4 allowed", "fault=huge:8mb", Right.WHOLE),
            new ChaosFault("F19", "a line of 20 MB", "fault=endless-line:20mb", Right.WHOLE),
            new ChaosFault("F19", "a gzip bomb of 100 MB", "fault=gzip-bomb:100mb", Right.WHOLE),
            new ChaosFault("F20", "closes behind every answer", "fault=connection-close", Right.WHOLE),
            new ChaosFault("F20", "closes, and does not say so", "fault=idle-close", Right.WHOLE),
            new ChaosFault("F21", "refuses our key", "fault=401", Right.WHOLE),
            new ChaosFault("F22", "a strange stream", "fault=odd", Right.WHOLE));
}
