package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.vault.Whereabouts;
import dev.weir.vault.Whereabouts.Among;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of a plan when its request builds on something that lives at one place: it goes there, with the
/// credential that the thing was made with, or nowhere.
public sealed interface Pinning {
    record There(Plan plan) implements Pinning {}

    record Refused(Failure failure) implements Pinning {}

    /// @param model as the caller named it, or null where it named the thing alone
    static Pinning of(Plan plan, Pin pin, @Nullable String model) {
        Whereabouts place = pin.at();
        List<Step> there = new ArrayList<>();
        boolean known = false;
        for (Step step : plan.steps()) {
            boolean may = pin.hold() == Pin.Hold.THINGS || step.lane() == Lane.SAME;
            if (may && step.target().endpoint().id().equals(place.endpoint())) {
                known = true;
                Pass pass = pass(step, place);
                if (pass != null) {
                    there.add(step.showing(pass));
                }
            }
        }
        if (!there.isEmpty()) {
            return new There(new Plan(there, plan.leftOut(), plan.total(), plan.care(), plan.resilience()));
        }
        return new Refused(known ? keyless(place) : elsewhere(plan, place, model));
    }

    /// The credential that something was made with; where there was one and is one, it is that, for keys are renewed.
    private static @Nullable Pass pass(Step step, Whereabouts place) {
        if (place.among() == Among.ONE && step.passes().size() == 1) {
            return step.passes().getFirst();
        }
        return step.passes().stream()
                .filter(pass -> Provenance.fingerprint(pass.credential()).equals(place.credential()))
                .findFirst()
                .orElse(null);
    }

    private static Failure keyless(Whereabouts place) {
        return new Failure.NotFound(
                "What this request refers to was made with a key of `" + place.endpoint()
                        + "` that is not configured any more (its fingerprint was " + place.credential()
                        + "), and perhaps belongs to another account than those that are. Put the key back, or send the"
                        + " content itself.",
                "credential_removed");
    }

    private static Failure elsewhere(Plan plan, Whereabouts place, @Nullable String model) {
        String why = plan.leftOut().stream()
                .filter(left -> left.target().startsWith(place.endpoint() + "/"))
                .map(left -> " " + left.target() + " is left out: " + left.reason() + ".")
                .findFirst()
                .orElse("");
        return model == null
                ? gone(place)
                : new Failure.BadRequest(
                        "What this request refers to lives at `" + place.endpoint() + "`, and the model `" + model
                                + "` does not run there." + why + " Name a model of `" + place.endpoint()
                                + "`, or send what is referred to itself.",
                        "model",
                        null);
    }

    /// Nobody by that name is there any more.
    static Failure gone(Whereabouts place) {
        return new Failure.NotFound(
                "What you ask for lives at `" + place.endpoint() + "`, which is not configured any more.", null);
    }
}
