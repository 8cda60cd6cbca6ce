package dev.weir.dialect.embed;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fields of a request that no other dialect has a word for.
final class Leftover {
    private Leftover() {}

    static List<Loss> of(Fields fields) {
        Extras rest = fields.rest();
        List<Loss> out = new ArrayList<>();
        rest.fields()
                .keySet()
                .forEach(name -> out.add(new Loss(
                        rest.at() + "/" + name, Loss.Verdict.DROPPED, "only the client's own dialect has this field")));
        return out;
    }

    /// Tells what stands in an object of a provider's answer beside what was read.
    ///
    /// @param read names of fields, between blanks
    static void tell(JsonNode object, String at, String read, Consumer<Loss> losses) {
        if (object instanceof ObjectNode node) {
            Fields fields = new Fields(node, at, "", Fields.Mode.LENIENT);
            for (String name : read.split(" ", -1)) {
                fields.skip(name);
            }
            fields.rest()
                    .fields()
                    .keySet()
                    .forEach(name -> losses.accept(new Loss(
                            at + "/" + name, Loss.Verdict.DROPPED, "the client's dialect has no field for it")));
        }
    }
}
