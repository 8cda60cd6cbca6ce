package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.dialect.Merge;
import dev.weir.dialect.ToldLosses;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What an answer loses on its way to a client of Bedrock's.
final class AnswerLosses extends ToldLosses {
    private static final String NO_SEALS = "Converse's answers hold no seals but Claude's.";

    AnswerLosses(Consumer<Loss> out) {
        super(out, "Converse's answers have no such field.");
    }

    void part(Part part, int index) {
        dropped(path(part, 0, index), "Converse's answers have no such block.");
    }

    void refusal(int index) {
        coerced(path(0, index), "A refusal is a text at Bedrock.");
    }

    void seal(Part part, int index) {
        dropped(path(part, 0, index) + "/seal", NO_SEALS);
    }

    void seal(int index) {
        dropped(path(0, index) + "/seal", NO_SEALS);
    }

    /// What stands beside a part's meaning: fields of Bedrock's own go back on their block.
    void beside(Marks marks, @Nullable ObjectNode block) {
        Extras extras = marks.extras();
        if (block != null && isOurs(extras)) {
            extras.fields().forEach((name, value) -> Merge.into(block, name, value));
        } else {
            extras(extras);
        }
    }

    static boolean isOurs(Extras extras) {
        return extras.owner().equals(ConverseProviderCodec.DIALECT);
    }

    void freeText(String name, int index) {
        coerced(path(0, index), "The arguments of `" + name + "` are no JSON object, and stand in its field `input`.");
    }

    void logprobs() {
        dropped("/choices/0/logprobs", "Converse tells no log-probabilities.");
    }

    void otherChoice(int choice) {
        dropped("/choices/" + choice, "Converse gives one answer.");
    }

    void noUsage() {
        tell("/usage", Verdict.ADDED, "The provider told no usage, and Converse must: its zeros count nothing.");
    }

    void finish(Finish finish, String word) {
        extras(finish.extras());
        boolean own = finish.raw() != null && finish.raw().equals(word);
        switch (finish.stop()) {
            case PAUSED, OTHER -> {
                if (!own) {
                    coerced(
                            "/choices/0/finish",
                            "The provider's reason '" + finish.raw() + "' has no word at Bedrock and is said as '"
                                    + word + "'.");
                }
            }
            case COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALLS, REFUSED, CONTEXT_FULL -> {}
        }
    }
}
