package dev.weir.dialect.openai;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where OpenAI Chat comes in.
public final class ChatPaths implements Paths {
    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        return path.equals("/v1/chat/completions") ? Purpose.Answer.BY_BODY : null;
    }

    /// OpenAI's clients bear no mark of their own: they are those that no other dialect claims.
    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST /v1/chat/completions (the base URL of an OpenAI SDK ends in /v1)";
    }
}
