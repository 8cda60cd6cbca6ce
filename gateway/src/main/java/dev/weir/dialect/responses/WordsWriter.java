package dev.weir.dialect.responses;

import dev.weir.chat.Annotation;
import dev.weir.chat.Logprob;
import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a text or a refusal as a part of a message. Citations wait for the end of the text, for only then their range
/// is known.
final class WordsWriter implements BlockWriter {
    /// What kind of words.
    enum Kind {
        TEXT,
        REFUSAL
    }

    private final Kind kind;
    private final MessageItem message;
    private final ObjectNode part;
    private final int number;
    private final EventWriter.Line line;
    private final StringBuilder words = new StringBuilder();
    private final List<Annotation> citations = new ArrayList<>();
    private final List<Logprob> logprobs = new ArrayList<>();
    private final AnswerLosses losses;
    private final int block;
    private @Nullable Seal seal;

    WordsWriter(Kind kind, MessageItem message, AnswerLosses losses, int block) {
        this.kind = kind;
        this.message = message;
        this.losses = losses;
        this.block = block;
        this.part = Json.object();
        boolean text = kind == Kind.TEXT;
        part.put("type", text ? "output_text" : "refusal");
        if (text) {
            part.putArray("annotations");
            part.putArray("logprobs");
        }
        part.put(text ? "text" : "refusal", "");
        this.number = message.begin(part);
        this.line = line(kind, message.place(number));
    }

    /// A text that another began.
    ///
    /// @param said of it so far
    WordsWriter(MessageItem message, int number, ObjectNode part, String said, AnswerLosses losses, int block) {
        this.kind = Kind.TEXT;
        this.message = message;
        this.losses = losses;
        this.block = block;
        this.part = part;
        this.number = number;
        this.line = line(kind, message.place(number));
        words.append(said);
    }

    private static EventWriter.Line line(Kind kind, String place) {
        return switch (kind) {
            case TEXT -> new EventWriter.Line("response.output_text.delta", place, ",\"logprobs\":[]");
            case REFUSAL -> new EventWriter.Line("response.refusal.delta", place, "");
        };
    }

    @Override
    public void delta(Delta delta) {
        switch (delta) {
            case Delta.Words more -> {
                if (!more.text().isEmpty()) {
                    words.append(more.text());
                    message.output().events().delta(line, more.text());
                }
            }
            case Delta.Cited cited -> citations.add(cited.annotation());
            case Delta.Args _ -> throw new IllegalStateException("arguments in a text");
        }
    }

    void logprobs(List<Logprob> more) {
        logprobs.addAll(more);
    }

    @Override
    public void seal(Seal latest) {
        seal = latest;
    }

    @Override
    public void end() {
        String text = words.toString();
        ObjectNode done;
        if (kind == Kind.TEXT) {
            part.put("text", text);
            cite(text);
            part.set("logprobs", Logprobs.write(logprobs));
            done = message.about("response.output_text.done", number);
            done.put("text", text);
            done.set("logprobs", part.path("logprobs"));
        } else {
            part.put("refusal", text);
            done = message.about("response.refusal.done", number);
            done.put("refusal", text);
        }
        message.output().events().send(done);
        message.end(number);
        if (seal != null && kind == Kind.TEXT) {
            message.output().sealText(seal);
        } else if (seal != null) {
            losses.dropped(AnswerLosses.path(block) + "/seal", "A refusal bears no seal.");
        }
    }

    private void cite(String text) {
        ArrayNode annotations = part.putArray("annotations");
        for (Annotation citation : citations) {
            ObjectNode written = Citations.write(citation, text);
            if (written == null) {
                String at = citation.extras().at();
                losses.dropped(
                        at.isEmpty() ? AnswerLosses.path(block) + "/annotations" : at,
                        "A citation without a URL or a file's id has no place here.");
                continue;
            }
            if (!citation.extras().owner().equals(ResponsesClientCodec.DIALECT)) {
                losses.extras(citation.extras());
            }
            ObjectNode event = message.about("response.output_text.annotation.added", number);
            event.put("annotation_index", annotations.size());
            event.set("annotation", written);
            message.output().events().send(event);
            annotations.add(written);
        }
    }
}
