package dev.weir.dialect.cohere;

import dev.weir.chat.Failure.BadRequest;
import dev.weir.dialect.Fields;
import dev.weir.dialect.OpenAiRejection;
import java.util.List;

/// A request is not what Cohere's API takes. Thrown while a body is read and turned into a value where reading began.
final class Rejection extends RuntimeException {
    private final transient BadRequest failure;

    /// @param at JSON pointer of the field at fault
    Rejection(String at, String sentence) {
        super(sentence);
        String param = OpenAiRejection.param(at);
        this.failure = new BadRequest("invalid request: " + param + ": " + sentence, param, null);
    }

    static Rejection missing(String at) {
        return new Rejection(at, "it is required");
    }

    static Rejection of(Fields.WrongType wrong) {
        return new Rejection(wrong.at(), "it must be " + wrong.expected() + ", not " + wrong.found());
    }

    static Rejection word(String at, String given, List<String> known) {
        return new Rejection(at, "`" + given + "` is none of " + String.join(", ", known));
    }

    BadRequest failure() {
        return failure;
    }
}
