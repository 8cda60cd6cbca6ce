package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import java.util.ArrayList;
import java.util.List;

/// What a strict request was spared: the targets that would have lost some of it.
final class Faithful {
    private static final int MOST_PATHS = 20;

    private final List<Passed> passed = new ArrayList<>(1);

    /// A target that was passed over.
    ///
    /// @param paths of what it would have lost, JSON pointers into the client's body
    private record Passed(String target, List<String> paths) {}

    /// Why a target is passed over.
    String pass(Target target, List<Loss> losses) {
        List<String> paths = lossy(losses).stream().map(Loss::path).distinct().toList();
        passed.add(new Passed(target.name(), paths));
        return "strict, and it has no word for " + listed(paths);
    }

    /// The answer when no target can take all of the request: names what the first of them would lose, which stands
    /// first because it is the one that was wanted most.
    Failure.BadRequest refusal() {
        StringBuilder words = new StringBuilder("This request is strict, and no target takes all of it: ");
        for (int i = 0; i < passed.size(); i++) {
            words.append(i == 0 ? "" : "; ").append(passed.get(i).target()).append(" has no word for ");
            words.append(listed(passed.get(i).paths()));
        }
        words.append(". Leave that out, ask a model that speaks this API itself, or allow the loss (no x-weir-strict,")
                .append(" no `strict` on the key and the model).");
        return new Failure.BadRequest(
                words.toString(), passed.getFirst().paths().getFirst(), "lossy_translation");
    }

    static List<Loss> lossy(List<Loss> losses) {
        return losses.stream().filter(Loss::lossy).toList();
    }

    private static String listed(List<String> paths) {
        String some = String.join(", ", paths.subList(0, Math.min(MOST_PATHS, paths.size())));
        return paths.size() <= MOST_PATHS ? some : some + " and " + (paths.size() - MOST_PATHS) + " more";
    }
}
