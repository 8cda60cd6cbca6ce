package dev.weir.dialect.openai;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where OpenAI's legacy Completions come in.
public final class CompletionsPaths implements Paths {
    private static final String PATH = "/v1/completions";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        return path.equals(PATH) ? Purpose.Answer.BY_BODY : null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST " + PATH;
    }
}
