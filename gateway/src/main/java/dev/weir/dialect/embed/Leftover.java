package dev.weir.dialect.embed;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.List;

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
}
