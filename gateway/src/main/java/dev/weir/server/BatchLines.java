package dev.weir.server;

import dev.weir.dialect.Ties;
import dev.weir.dialect.openai.ChatByteLane;
import dev.weir.dialect.responses.ResponsesByteLane;
import dev.weir.route.Keeper;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Multipart;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the requests in a file of a batch name by ids. A provider carries them out with nobody between, so it is looked
/// at when the file is sent: a line each, whose `body` is one of Chat Completions or of the Responses API.
final class BatchLines {
    private static final String PURPOSE = "purpose";

    private final Owner owner;
    private final byte[] form;
    private final Set<Slip> found = new LinkedHashSet<>();

    private BatchLines(Owner owner, byte[] form) {
        this.owner = owner;
        this.form = form;
    }

    /// What the files of a form name, where it sends them for a batch.
    ///
    /// @param type of the form, with its boundary
    static Set<Slip> in(Owner owner, byte[] form, String type) throws Multipart.Malformed {
        List<Multipart.Part> parts = Multipart.parts(form, type);
        BatchLines lines = new BatchLines(owner, form);
        boolean batch = parts.stream()
                .anyMatch(part ->
                        part.name().equals(PURPOSE) && part.text(form).strip().equalsIgnoreCase("batch"));
        for (Multipart.Part part : parts) {
            if (batch && !part.name().equals(PURPOSE)) {
                lines.file(part.from(), part.to());
            }
        }
        return lines.found;
    }

    private void file(int from, int to) {
        int begin = from;
        for (int i = from; i < to; i++) {
            if (form[i] == '\n') {
                line(begin, i);
                begin = i + 1;
            }
        }
        line(begin, to);
    }

    private void line(int from, int to) {
        JsonCursor json = new JsonCursor(form, from, to);
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("body") && json.kind() == JsonCursor.Kind.OBJECT && json.valueTo() > 0) {
                    body(Arrays.copyOfRange(form, json.valueFrom(), json.valueTo()));
                }
            }
        }
    }

    private void body(byte[] body) {
        ChatByteLane.things(body).forEach(thing -> found.add(Keeper.slip(owner, thing)));
        Ties ties = ResponsesByteLane.ties(body);
        ties.named().things().forEach(thing -> found.add(Keeper.slip(owner, thing)));
        ties.named().items().forEach(id -> found.add(new Slip(owner, Slip.Kind.ITEM, id)));
        ties.named().thoughts().forEach(id -> found.add(new Slip(owner, Slip.Kind.ITEM, id)));
        if (ties.previous() != null) {
            found.add(new Slip(owner, Slip.Kind.RESPONSE, ties.previous()));
        }
        if (ties.conversation() != null) {
            found.add(new Slip(owner, Slip.Kind.CONVERSATION, ties.conversation()));
        }
    }
}
