package dev.weir.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A piece of a turn or of an answer.
public sealed interface Part {
    Marks marks();

    /// The same with a seal, where it is of a kind that seals stand on: words and calls.
    default Part withSeal(Seal seal) {
        return switch (this) {
            case Text _, ToolCall _ -> withMarks(marks().withSeal(seal));
            case Refusal _, Media _, ToolResult _, Thought _, HostedCall _, HostedResult _, Foreign _ -> this;
        };
    }

    /// The same with other marks.
    default Part withMarks(Marks marks) {
        return switch (this) {
            case Text e -> new Text(e.text, e.annotations, marks);
            case Refusal e -> new Refusal(e.text, marks);
            case Media e -> new Media(e.kind, e.source, e.mime, e.name, marks);
            case ToolCall e -> new ToolCall(e.id, e.kind, e.name, e.input, marks);
            case ToolResult e -> new ToolResult(e.callId, e.name, e.parts, e.outcome, marks);
            case Thought e -> new Thought(e.text, e.form, marks);
            case HostedCall e -> new HostedCall(e.id, e.name, e.input, marks);
            case HostedResult e -> new HostedResult(e.callId, e.kind, e.content, e.outcome, marks);
            case Foreign e -> new Foreign(e.dialect, e.raw, marks);
        };
    }

    /// Words, with the citations that stand on them.
    record Text(String text, List<Annotation> annotations, Marks marks) implements Part {
        public Text {
            annotations = List.copyOf(annotations);
        }

        public Text(String text) {
            this(text, List.of(), Marks.NONE);
        }
    }

    /// The model's words why it does not answer.
    record Refusal(String text, Marks marks) implements Part {}

    /// An image, sound, film or document.
    ///
    /// @param mime media type, or null where the source implies it
    /// @param name file name or title
    record Media(
            MediaKind kind,
            Source source,
            @Nullable String mime,
            @Nullable String name,
            Marks marks) implements Part {}

    /// A call that the application is asked to answer.
    ///
    /// @param input the arguments as the model spelled them (JSON text for a function), never re-formatted
    record ToolCall(String id, ToolKind kind, String name, String input, Marks marks) implements Part {}

    /// The application's answer to a call.
    ///
    /// @param name of the tool, or null where the dialect does not repeat it
    record ToolResult(String callId, @Nullable String name, List<Part> parts, Outcome outcome, Marks marks)
            implements Part {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /// The model's reasoning, sealed in its marks where the provider signs it.
    record Thought(String text, Form form, Marks marks) implements Part {
        /// `REDACTED` has no text, only a seal.
        public enum Form {
            FULL,
            SUMMARY,
            REDACTED
        }
    }

    /// A tool call that the provider itself runs (web search, code execution): never shown as one the client must
    /// answer.
    ///
    /// @param name of the hosted tool as the provider says it, e.g. `web_search`
    record HostedCall(String id, String name, String input, Marks marks) implements Part {}

    /// What a hosted call brought.
    ///
    /// @param kind the provider's word for this block, e.g. `web_search_tool_result`
    /// @param content the provider's JSON, verbatim
    record HostedResult(String callId, String kind, JsonNode content, Outcome outcome, Marks marks) implements Part {}

    /// A block that the canonical model does not know, verbatim.
    record Foreign(String dialect, JsonNode raw, Marks marks) implements Part {}

    enum MediaKind {
        IMAGE,
        AUDIO,
        VIDEO,
        DOCUMENT
    }

    enum ToolKind {
        /// Arguments are a JSON object.
        FUNCTION,
        /// Input is free text, perhaps under a grammar.
        CUSTOM
    }

    enum Outcome {
        OK,
        ERROR
    }

    /// Where media are.
    sealed interface Source {
        /// Standard base64 with padding.
        record Inline(String base64) implements Source {}

        record Url(String url) implements Source {}

        /// An id of a file uploaded to the provider.
        record FileId(String id) implements Source {}

        /// A document given as words.
        record Words(String text) implements Source {}
    }
}
