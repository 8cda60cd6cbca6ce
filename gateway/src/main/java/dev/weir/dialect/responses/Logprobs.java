package dev.weir.dialect.responses;

import dev.weir.chat.Logprob;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The log-probabilities of a text's tokens.
final class Logprobs {
    private Logprobs() {}

    /// Those that an object has under `logprobs`.
    static List<Logprob> read(Fields fields) {
        List<Logprob> out = new ArrayList<>();
        for (Fields token : fields.objects("logprobs")) {
            List<Logprob> top = new ArrayList<>();
            for (Fields alternative : token.objects("top_logprobs")) {
                top.add(read(alternative, List.of()));
            }
            out.add(read(token, top));
        }
        return out;
    }

    private static Logprob read(Fields token, List<Logprob> top) {
        String text = token.text("token");
        Double value = token.decimal("logprob");
        List<Integer> bytes = null;
        JsonNode array = token.array("bytes");
        if (array != null) {
            bytes = new ArrayList<>();
            for (JsonNode each : array) {
                bytes.add(each.asInt(0));
            }
        }
        return new Logprob(text == null ? "" : text, value == null ? 0 : value, bytes, top);
    }

    static ArrayNode write(List<Logprob> logprobs) {
        ArrayNode out = Json.array();
        for (Logprob logprob : logprobs) {
            ObjectNode token = token(out, logprob);
            ArrayNode top = token.putArray("top_logprobs");
            logprob.top().forEach(alternative -> token(top, alternative));
        }
        return out;
    }

    private static ObjectNode token(ArrayNode out, Logprob logprob) {
        ObjectNode token = out.addObject();
        token.put("token", logprob.token());
        ArrayNode bytes = token.putArray("bytes");
        if (logprob.bytes() != null) {
            logprob.bytes().forEach(bytes::add);
        }
        token.put("logprob", logprob.logprob());
        return token;
    }
}
