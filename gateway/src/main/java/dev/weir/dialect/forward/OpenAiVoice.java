package dev.weir.dialect.forward;

import dev.weir.chat.Failure;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.OpenAiErrorReply;
import dev.weir.dialect.Voice;

/// Failures as OpenAI's API says them, for one of its dialects.
///
/// @param input the request's field that holds what is worked on
public record OpenAiVoice(String dialect, String input) implements Voice {
    @Override
    public ErrorReply error(Failure failure) {
        return OpenAiErrorReply.of(failure, input);
    }
}
