package dev.weir.dialect.responses;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.Purpose.Kept.Part;
import org.jspecify.annotations.Nullable;

/// Where OpenAI Responses comes in.
public final class ResponsesPaths implements Paths {
    private static final String RESPONSES = "/v1/responses";
    private static final String BELOW = RESPONSES + "/";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (path.equals(RESPONSES)) {
            return Purpose.Answer.BY_BODY;
        }
        return path.startsWith(BELOW) ? below(path.substring(BELOW.length())) : null;
    }

    private static Purpose below(String rest) {
        if (rest.equals("compact")) {
            return Purpose.Compaction.HERE;
        }
        if (rest.equals("input_tokens")) {
            return Purpose.Count.BY_BODY;
        }
        int slash = rest.indexOf('/');
        String id = Paths.decoded(slash < 0 ? rest : rest.substring(0, slash));
        Part part = switch (slash < 0 ? "" : rest.substring(slash + 1)) {
            case "" -> slash < 0 ? Part.ANSWER : null;
            case "input_items" -> Part.INPUT;
            case "cancel" -> Part.CANCEL;
            default -> null;
        };
        return part == null || id.isEmpty() ? Purpose.Unserved.HERE : new Purpose.Kept(id, part);
    }

    /// OpenAI's clients bear no mark of their own.
    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST /v1/responses (GET as a WebSocket), POST /v1/responses/compact, POST /v1/responses/input_tokens,"
                + " GET and DELETE /v1/responses/{id}, GET /v1/responses/{id}/input_items,"
                + " POST /v1/responses/{id}/cancel";
    }
}
