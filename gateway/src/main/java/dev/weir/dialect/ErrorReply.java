package dev.weir.dialect;

import java.util.Map;

/// An error as the client's dialect says it.
///
/// @param status HTTP status, when nothing has been sent yet
/// @param body JSON
/// @param headers beside it, e.g. `retry-after`
public record ErrorReply(int status, String body, Map<String, String> headers) {
    public ErrorReply {
        headers = Map.copyOf(headers);
    }
}
