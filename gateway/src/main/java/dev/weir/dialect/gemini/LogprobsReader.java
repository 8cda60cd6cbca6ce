package dev.weir.dialect.gemini;

import dev.weir.chat.Logprob;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `logprobsResult`: the chosen tokens, and at the same position the likeliest ones. Token ids, which no other
/// dialect has, are left over as objects in the place of the tokens they belong to.
final class LogprobsReader {
    private LogprobsReader() {}

    static List<Logprob> read(Fields result, List<ObjectNode> rest) {
        List<Fields> chosen = result.objects("chosenCandidates");
        List<Fields> tops = result.objects("topCandidates");
        List<Logprob> out = new ArrayList<>(chosen.size());
        ArrayNode chosenRest = Json.array();
        for (int i = 0; i < chosen.size(); i++) {
            List<Logprob> top = new ArrayList<>();
            if (i < tops.size()) {
                ArrayNode topRest = Json.array();
                for (Fields candidate : tops.get(i).objects("candidates")) {
                    top.add(token(candidate, List.of(), topRest));
                }
                leave(rest, "topCandidates", topRest);
            }
            out.add(token(chosen.get(i), top, chosenRest));
        }
        leave(rest, "chosenCandidates", chosenRest);
        return out;
    }

    private static Logprob token(Fields candidate, List<Logprob> top, ArrayNode rest) {
        String token = candidate.text("token");
        // Protobuf JSON leaves out a zero, which is a certain token.
        Double logprob = candidate.decimal("logProbability");
        ObjectNode left = Json.object();
        candidate.rest().fields().forEach(left::set);
        rest.add(left);
        return new Logprob(token == null ? "" : token, logprob == null ? 0 : logprob, null, top);
    }

    private static void leave(List<ObjectNode> rest, String name, ArrayNode fields) {
        boolean says = false;
        for (var field : fields) {
            says |= !field.isEmpty();
        }
        if (says) {
            ObjectNode node = Json.object();
            node.set(name, fields);
            rest.add(node);
        }
    }
}
