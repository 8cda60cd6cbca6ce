package dev.weir.dialect.forward;

import dev.weir.dialect.HeaderRules;
import java.util.ArrayList;
import java.util.List;

/// The headers of what is forwarded: OpenAI's, and those that say what a body is.
public final class ForwardHeaders {
    private ForwardHeaders() {}

    /// @param openAi the rules of OpenAI's dialects
    public static HeaderRules of(HeaderRules openAi) {
        List<String> upstream = new ArrayList<>(openAi.upstream());
        upstream.add("accept");
        upstream.add("idempotency-key");
        List<String> back = new ArrayList<>(openAi.back());
        back.addAll(List.of("content-type", "content-disposition"));
        return new HeaderRules(upstream, back, openAi.id());
    }
}
