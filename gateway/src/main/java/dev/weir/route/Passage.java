package dev.weir.route;

import dev.weir.dialect.HeaderRules;
import io.netty.util.AsciiString;
import java.util.List;

/// The header rules of a dialect with names that are hashed once, for they are looked up at every request.
///
/// @param upstream of the client's request, on the same lane
/// @param back of the provider's answer
/// @param id under which the dialect's clients look for the id of a request
public record Passage(List<AsciiString> upstream, List<AsciiString> back, AsciiString id) {
    public Passage {
        upstream = List.copyOf(upstream);
        back = List.copyOf(back);
    }

    static Passage of(HeaderRules rules) {
        return new Passage(hashed(rules.upstream()), hashed(rules.back()), AsciiString.cached(rules.id()));
    }

    private static List<AsciiString> hashed(List<String> names) {
        return names.stream().map(AsciiString::cached).toList();
    }
}
