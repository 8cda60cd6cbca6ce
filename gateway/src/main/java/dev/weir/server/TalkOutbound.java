package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.dialect.Purpose;
import dev.weir.ledger.ClientKey;
import dev.weir.route.AnswerHeaders;
import dev.weir.route.Onward;
import dev.weir.route.Outbound;
import dev.weir.route.Provenance;
import dev.weir.route.Talks;
import dev.weir.vault.Whereabouts;
import tools.jackson.databind.JsonNode;

/// The way back of an answer about a conversation that lives at a provider: whose it is is noted, and forgotten when it
/// is removed there.
///
/// @param from where the answer comes from
record TalkOutbound(Outbound out, Talks talks, ClientKey key, Purpose.Conversation wanted, Provenance from)
        implements Onward {
    @Override
    public void reply(int status, AnswerHeaders headers, byte[] body) {
        JsonNode node = status >= 200 && status <= 299 ? Json.readOrNull(body, 0, body.length) : null;
        Whereabouts at = from.whereabouts();
        if (node != null && at != null) {
            String id = node.path("id").asString("");
            if (node.path("deleted").booleanValue(false)) {
                talks.remove(key, wanted.id());
            } else if (wanted.part() == Purpose.Conversation.Part.SHELF && !id.isEmpty()) {
                talks.note(key, id, at);
            }
        }
        out.reply(status, headers, body);
    }
}
