package dev.weir.dialect.forward;

import dev.weir.dialect.HeaderRules;
import java.util.ArrayList;
import java.util.List;

/// The headers of what is forwarded: the dialect's, and those that say what a body is.
public final class ForwardHeaders {
    private ForwardHeaders() {}

    /// @param usual the rules of the dialect
    public static HeaderRules of(HeaderRules usual) {
        List<String> upstream = new ArrayList<>(usual.upstream());
        upstream.add("accept");
        upstream.add("idempotency-key");
        List<String> back = new ArrayList<>(usual.back());
        back.addAll(List.of("content-type", "content-disposition"));
        return new HeaderRules(upstream, back, usual.id());
    }
}
