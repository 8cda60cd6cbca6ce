package dev.weir.dialect.cohere;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.Voice;

/// Failures as Cohere's API says them: a status and `{"message"}`.
///
/// @param dialect one of Cohere's
public record CohereVoice(String dialect) implements Voice {
    @Override
    public ErrorReply error(Failure failure) {
        ErrorReply reply = OpenAiErrorReply.of(failure, "texts");
        String body = Json.text(Json.object().put("message", failure.message()));
        return new ErrorReply(reply.status(), body, reply.headers());
    }
}
