package dev.weir.dialect;

import java.util.List;

/// The headers of a dialect that go through the gateway; every other stays. Names are in lower case. Credentials are
/// never among them.
///
/// @param upstream of the client's request, on the same lane
/// @param back of the provider's answer
/// @param id under which the dialect's clients look for the id of a request
public record HeaderRules(List<String> upstream, List<String> back, String id) {
    public HeaderRules {
        upstream = List.copyOf(upstream);
        back = List.copyOf(back);
    }
}
