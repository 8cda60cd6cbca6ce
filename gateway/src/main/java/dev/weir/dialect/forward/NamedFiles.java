package dev.weir.dialect.forward;

import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
import java.util.List;

/// The files that a request for a batch, a vector store or a container is made from: `input_file_id`, `file_id`,
/// `file_ids`, and `file_id` in each of `files`. A member that stands there twice names both.
public final class NamedFiles {
    private final JsonCursor json;
    private final List<String> found = new ArrayList<>(1);

    private NamedFiles(byte[] body) {
        this.json = new JsonCursor(body, 0, body.length);
    }

    /// Their ids.
    public static List<String> in(byte[] body) {
        NamedFiles names = new NamedFiles(body);
        if (names.json.enterObject()) {
            names.members();
        }
        return names.found;
    }

    private void members() {
        while (json.next()) {
            if (json.nameIs("input_file_id") || json.nameIs("file_id")) {
                take();
            } else if (json.nameIs("file_ids") && json.enterArray()) {
                while (json.next()) {
                    take();
                }
            } else if (json.nameIs("files") && json.enterArray()) {
                while (json.next()) {
                    if (json.enterObject()) {
                        members();
                    }
                }
            }
        }
    }

    private void take() {
        if (json.isNonEmptyString()) {
            found.add(json.string());
        }
    }
}
