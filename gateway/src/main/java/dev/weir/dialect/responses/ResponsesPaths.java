package dev.weir.dialect.responses;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where OpenAI Responses comes in.
public final class ResponsesPaths implements Paths {
    private static final String RESPONSES = "/v1/responses";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (path.equals(RESPONSES)) {
            return Purpose.Answer.BY_BODY;
        }
        return path.startsWith(RESPONSES + "/") ? Purpose.Unserved.HERE : null;
    }

    /// OpenAI's clients bear no mark of their own.
    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST /v1/responses (GET as a WebSocket)";
    }
}
