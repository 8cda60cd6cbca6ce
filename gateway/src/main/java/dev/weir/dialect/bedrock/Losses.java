package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Wording;
import dev.weir.dialect.LossList;
import dev.weir.dialect.Pointers;

/// What one request lost on its way to Bedrock, in the order it was found.
final class Losses extends LossList {
    Losses(Wording wording) {
        super(wording);
    }

    void extras(Extras extras) {
        extras.fields()
                .forEach((name, value) ->
                        unknown(extras.at() + "/" + Pointers.escaped(name), value, "Converse has no such field."));
    }
}
