package dev.weir.dialect.cohere;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where Cohere's Chat comes in. Its SDKs name themselves in a header.
public final class CoherePaths implements Paths {
    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        return path.equals("/v2/chat") ? Purpose.Answer.BY_BODY : null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        String sdk = headers.get("x-fern-sdk-name");
        return sdk != null && sdk.startsWith("cohere");
    }

    @Override
    public String served() {
        return "POST /v2/chat (the base URL of a Cohere SDK has no path)";
    }
}
