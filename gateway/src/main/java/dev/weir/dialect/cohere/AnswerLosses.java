package dev.weir.dialect.cohere;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What an answer loses on its way to a client of Cohere's, each path told once.
final class AnswerLosses {
    private static final String NO_SEALS = "Cohere's answers hold no seals.";

    private final Consumer<Loss> out;
    private final Set<String> told = new HashSet<>();

    AnswerLosses(Consumer<Loss> out) {
        this.out = out;
    }

    void tell(String path, Verdict verdict, String reason) {
        if (told.add(path)) {
            out.accept(new Loss(path, verdict, reason));
        }
    }

    void dropped(String path, String reason) {
        tell(path, Verdict.DROPPED, reason);
    }

    /// A part that Cohere's answers have no block for.
    void part(Part part, int index) {
        String at = part.marks().extras().at();
        dropped(at.isEmpty() ? path(index) : at, "Cohere's answers have no such block.");
    }

    void seal(int index) {
        dropped(path(index) + "/seal", NO_SEALS);
    }

    void refusal(int index) {
        tell(path(index), Verdict.COERCED, "A refusal is a text at Cohere.");
    }

    void marks(Marks marks, int index) {
        if (marks.seal() != null) {
            String at = marks.extras().at();
            dropped((at.isEmpty() ? path(index) : at) + "/seal", NO_SEALS);
        }
        extras(marks.extras());
    }

    /// Fields that only their owner's dialect has.
    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(extras.at() + "/" + name, "Cohere's answers have no such field.");
        }
    }

    /// Fields of a citation but for its sources, which go on where they are Cohere's.
    void citation(Extras extras) {
        for (String name : extras.fields().keySet()) {
            if (!name.equals("sources") || !extras.owner().equals(CohereProviderCodec.DIALECT)) {
                dropped(extras.at() + "/" + name, "Cohere's citations have no such field.");
            }
        }
    }

    void alternatives(List<Logprob> tokens) {
        if (tokens.stream().anyMatch(token -> !token.top().isEmpty())) {
            dropped("/choices/0/logprobs/top", "Cohere tells no alternatives of a token.");
        }
    }

    void otherChoice(int choice) {
        dropped("/choices/" + choice, "Cohere gives one answer.");
    }

    void finish(Finish finish) {
        if (finish.matched() != null) {
            dropped("/stop_sequence", "Cohere does not say which sequence was met.");
        }
        switch (finish.stop()) {
            case PAUSED, OTHER ->
                tell(
                        "/choices/0/finish",
                        Verdict.COERCED,
                        "The provider's reason '" + finish.raw() + "' has no word at Cohere and is said as COMPLETE.");
            case CONTEXT_FULL ->
                tell("/choices/0/finish", Verdict.COERCED, "A full context is said as MAX_TOKENS at Cohere.");
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED -> {}
        }
    }

    private static String path(int index) {
        return "/choices/0/parts/" + index;
    }
}
