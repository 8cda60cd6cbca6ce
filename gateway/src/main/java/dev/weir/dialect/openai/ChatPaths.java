package dev.weir.dialect.openai;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where OpenAI Chat comes in.
public final class ChatPaths implements Paths {
    private static final String CHATS = "/v1/chat/completions";
    private static final Purpose STORED = new Purpose.Unserved(
            "Chat completions that were stored with `store: true` are not shown here, for they stand among those of all"
                    + " who share the provider's account. Ask with POST /v1/responses, whose answers are kept and can"
                    + " be fetched, or have it passed through raw, if your key may: GET"
                    + " /providers/{provider}/v1/chat/completions/{id}.");

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (!path.startsWith(CHATS)) {
            return null;
        }
        if (path.length() == CHATS.length()) {
            return Purpose.Answer.BY_BODY;
        }
        return path.charAt(CHATS.length()) == '/' ? STORED : null;
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
