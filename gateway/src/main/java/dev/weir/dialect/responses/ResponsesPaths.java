package dev.weir.dialect.responses;

import dev.weir.dialect.Asked;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.dialect.Purpose.Kept.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where OpenAI Responses comes in.
public final class ResponsesPaths implements Paths {
    private static final String RESPONSES = "/v1/responses";
    private static final String CONVERSATIONS = "/v1/conversations";
    private static final String BELOW = RESPONSES + "/";
    /// Features that OpenAI's SDKs ask for by a header and the query.
    private static final Purpose BETA =
            new Purpose.Answer(Asked.NOTHING.sent(new Asked.Sent("POST", "/responses?beta=true", "application/json")));

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (path.equals(RESPONSES)) {
            return asksForBeta(query) ? BETA : Purpose.Answer.BY_BODY;
        }
        if (path.startsWith(CONVERSATIONS)) {
            return conversation(path.substring(CONVERSATIONS.length()));
        }
        return path.startsWith(BELOW) ? below(path.substring(BELOW.length())) : null;
    }

    private static boolean asksForBeta(@Nullable String query) {
        return query != null && List.of(query.split("&", -1)).contains("beta=true");
    }

    private static @Nullable Purpose conversation(String rest) {
        if (!rest.isEmpty() && rest.charAt(0) != '/') {
            return null;
        }
        String[] words = rest.isEmpty() ? new String[0] : rest.substring(1).split("/", -1);
        String id = words.length == 0 ? "" : Paths.decoded(words[0]);
        boolean items = words.length > 1 && words[1].equals("items");
        if (words.length == 0) {
            return new Purpose.Conversation("", Purpose.Conversation.Part.SHELF, null);
        }
        if (id.isEmpty() || words.length > 3 || words.length > 1 && !items || words.length == 3 && words[2].isEmpty()) {
            return Purpose.Unserved.HERE;
        }
        return switch (words.length) {
            case 1 -> new Purpose.Conversation(id, Purpose.Conversation.Part.WHOLE, null);
            case 2 -> new Purpose.Conversation(id, Purpose.Conversation.Part.ITEMS, null);
            default -> new Purpose.Conversation(id, Purpose.Conversation.Part.ITEM, Paths.decoded(words[2]));
        };
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
                + " POST /v1/responses/{id}/cancel, POST /v1/conversations, GET, POST and DELETE"
                + " /v1/conversations/{id}, GET and POST /v1/conversations/{id}/items, GET and DELETE"
                + " /v1/conversations/{id}/items/{item}";
    }
}
