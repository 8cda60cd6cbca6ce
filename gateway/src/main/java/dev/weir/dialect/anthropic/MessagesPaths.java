package dev.weir.dialect.anthropic;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where Anthropic's Messages come in.
public final class MessagesPaths implements Paths {
    private static final String MESSAGES = "/v1/messages";
    private static final String BATCHES = MESSAGES + "/batches";
    private static final String COUNT = MESSAGES + "/count_tokens";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (!path.startsWith(MESSAGES)) {
            return null;
        }
        if (path.length() == MESSAGES.length()) {
            return Purpose.Answer.BY_BODY;
        }
        if (path.equals(COUNT)) {
            return Purpose.Count.BY_BODY;
        }
        if (path.startsWith(BATCHES)) {
            // Another dialect's: that of what providers keep.
            return null;
        }
        return path.charAt(MESSAGES.length()) == '/' ? Purpose.Unserved.HERE : null;
    }

    /// Every request of Anthropic's clients says the version of the API.
    @Override
    public boolean areUsedBy(Headers headers) {
        return headers.get("anthropic-version") != null;
    }

    @Override
    public String served() {
        return "POST /v1/messages (the base URL of an Anthropic SDK ends in no /v1), POST /v1/messages/count_tokens";
    }
}
