package dev.weir.dialect.bedrock;

import dev.weir.chat.Failure;
import dev.weir.chat.Failure.BadRequest;
import dev.weir.dialect.Fields;
import dev.weir.dialect.OpenAiRejection;
import java.util.List;

/// A request is not what Converse takes. Thrown while a body is read and turned into a value where reading began.
final class Rejection extends RuntimeException {
    private final transient BadRequest failure;

    /// @param at JSON pointer of the field at fault
    Rejection(String at, String sentence) {
        super(sentence);
        String param = OpenAiRejection.param(at);
        this.failure = new BadRequest("Invalid request: " + param + ": " + sentence, param, "validation");
    }

    static Failure noObject() {
        return new BadRequest("Invalid request: the body must be a JSON object.", null, "validation");
    }

    static Rejection missing(String at) {
        return new Rejection(at, "it must be there");
    }

    static Rejection of(Fields.WrongType wrong) {
        return new Rejection(wrong.at(), "expected " + wrong.expected() + ", but found " + wrong.found());
    }

    static Rejection word(String at, String given, List<String> known) {
        return new Rejection(at, "'" + given + "' is none of " + String.join(", ", known));
    }

    Failure failure() {
        return failure;
    }
}
