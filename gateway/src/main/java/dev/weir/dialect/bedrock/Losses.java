package dev.weir.dialect.bedrock;

import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import java.util.ArrayList;
import java.util.List;

/// What one request lost on its way to Bedrock, in the order it was found.
final class Losses {
    private final List<Loss> losses = new ArrayList<>();

    List<Loss> list() {
        return losses;
    }

    void dropped(String path, String reason) {
        losses.add(new Loss(path, Verdict.DROPPED, reason));
    }

    void coerced(String path, String reason) {
        losses.add(new Loss(path, Verdict.COERCED, reason));
    }

    void renamed(String path, String reason) {
        losses.add(new Loss(path, Verdict.RENAMED, reason));
    }

    void added(String path, String reason) {
        losses.add(new Loss(path, Verdict.ADDED, reason));
    }

    void extras(Extras extras) {
        for (String name : extras.fields().keySet()) {
            dropped(extras.at() + "/" + name, "Converse has no such field.");
        }
    }
}
