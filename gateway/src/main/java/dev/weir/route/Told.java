package dev.weir.route;

import java.util.Map;

/// A way back on which the caller is told one thing more, in a header.
///
/// @param header name and value
public record Told(Outbound out, Map<String, String> header) implements Onward {
    public Told {
        header = Map.copyOf(header);
    }

    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        out.reply(status, headers.with(header), body);
    }

    @Override
    public void begin(int status, AnswerHeaders headers) {
        out.begin(status, headers.with(header));
    }
}
