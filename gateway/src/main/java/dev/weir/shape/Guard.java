package dev.weir.shape;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.dialect.Answer;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.StreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands between a target that enforces no form and a client that asked for one: an answer passes when it has the
/// form, is freed of a code fence and of words round it, or becomes a failure.
///
/// Answers that are none (calls of tools, refusals) and those that were cut for length pass as they are: what they are
/// is said by how they finish.
public final class Guard {
    static final String STRIPPED = "words or a code fence round the JSON were left out";

    private final Form form;

    private Guard(Form form) {
        this.form = form;
    }

    /// The guard of a request, or null where nothing was demanded of the answer.
    public static @Nullable Guard of(OutputShape shape) {
        return switch (shape) {
            case OutputShape.Free _ -> null;
            case OutputShape.JsonObject _ -> new Guard(new Form.AnyObject());
            case OutputShape.JsonSchema schema ->
                Boolean.FALSE.equals(schema.strict()) ? null : new Guard(Form.Schema.of(schema.schema()));
        };
    }

    /// Checks an answer that came whole: it comes back as it is where it fits.
    public Answer check(Answer answer, Consumer<Loss> losses) {
        if (!(answer instanceof Answer.Whole whole)) {
            return answer;
        }
        ChatResponse response = whole.response();
        List<Choice> choices = new ArrayList<>();
        boolean amended = false;
        for (Choice choice : response.choices()) {
            String text = text(choice);
            if (!isAnswer(choice.finish().stop()) || text == null) {
                choices.add(choice);
                continue;
            }
            switch (form.verdict(text)) {
                case Verdict.Fits fits when fits.text().equals(text) -> choices.add(choice);
                case Verdict.Fits fits -> {
                    losses.accept(stripped(choice.index()));
                    choices.add(with(choice, fits.text()));
                    amended = true;
                }
                case Verdict.Misfit misfit -> {
                    return new Answer.Failed(failure(misfit.why()));
                }
                case Verdict.Unusable unusable -> {
                    return new Answer.Failed(unusable(unusable.why()));
                }
            }
        }
        return amended
                ? new Answer.Whole(new ChatResponse(response.head(), choices, response.usage(), response.extras()))
                : answer;
    }

    /// Checks an answer that is streamed: at its end, before the client is told that it is whole.
    public StreamDecoder over(StreamDecoder decoder, Consumer<Loss> losses) {
        return new GuardedDecoder(decoder, form, losses);
    }

    /// Watches a stream that goes through in its own bytes: what fits only without the words round it does not fit.
    public ByteLane.Watch over(ByteLane.Watch watch, StreamDecoder decoder) {
        return new GuardedWatch(watch, decoder, form);
    }

    static Loss stripped(int choice) {
        return new Loss("/choices/" + choice, Loss.Verdict.COERCED, STRIPPED);
    }

    static Failure failure(String why) {
        return new Failure.Misshapen("The model's answer does not have the form that was asked for: " + why);
    }

    static Failure unusable(String why) {
        return new Failure.Unsupported(
                "The target is not known to enforce a JSON schema, and the gateway cannot check this one: " + why,
                "response_format");
    }

    static boolean isAnswer(Stop stop) {
        return switch (stop) {
            case COMPLETE, STOP_SEQUENCE, OTHER -> true;
            case MAX_TOKENS, TOOL_CALLS, REFUSED, PAUSED, CONTEXT_FULL -> false;
        };
    }

    /// The words of an answer, or null where it is a refusal or a call.
    private static @Nullable String text(Choice choice) {
        StringBuilder text = new StringBuilder();
        for (Part part : choice.parts()) {
            switch (part) {
                case Part.Text words -> text.append(words.text());
                case Part.Refusal _, Part.ToolCall _ -> {
                    return null;
                }
                case Part.Media _,
                        Part.ToolResult _,
                        Part.Thought _,
                        Part.HostedCall _,
                        Part.HostedResult _,
                        Part.Foreign _ -> {}
            }
        }
        return text.toString();
    }

    /// The same choice with other words in the place of its first.
    private static Choice with(Choice choice, String text) {
        List<Part> parts = new ArrayList<>();
        boolean said = false;
        for (Part part : choice.parts()) {
            if (!(part instanceof Part.Text words)) {
                parts.add(part);
            } else if (!said) {
                said = true;
                parts.add(new Part.Text(text, List.of(), words.marks()));
            }
        }
        return new Choice(choice.index(), parts, choice.finish(), choice.logprobs(), choice.extras());
    }
}
