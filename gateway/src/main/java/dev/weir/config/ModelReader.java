package dev.weir.config;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.chat.Care;
import dev.weir.chat.Misfit;
import dev.weir.route.Demands;
import dev.weir.route.ModelNames;
import dev.weir.route.Resilience;
import dev.weir.route.Share;
import dev.weir.route.VirtualModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the names that the user invents: `models`.
final class ModelReader {
    private static final Map<String, String> NOT_YET = Map.of(
            "limits", "limits of a model are not built",
            "budget", "budgets are not built");

    private final Notes notes;
    private final Values values;
    private final TargetReader targets;
    private final GroupReader groups;

    /// @param names what targets may be called
    /// @param failed providers of which something wrong was said already
    ModelReader(Notes notes, Values values, Strategies strategies, ModelNames names, Set<String> failed) {
        this.notes = notes;
        this.values = values;
        this.targets = new TargetReader(notes, names, failed);
        this.groups = new GroupReader(notes, values, strategies, targets);
    }

    List<VirtualModel> read(Section root) {
        var models = new ArrayList<VirtualModel>();
        root.section("models").sections().forEach((name, section) -> {
            var model = model(name, section);
            if (model != null) {
                models.add(model);
            }
        });
        return models;
    }

    private @Nullable VirtualModel model(String name, Section section) {
        section.expect(
                Set.of(
                        "targets",
                        "strategy",
                        "sticky",
                        "region",
                        "data",
                        "max-price",
                        "shadow",
                        "strict",
                        "timeout",
                        "retry",
                        "breaker",
                        "hedge",
                        "concurrency",
                        "rescue",
                        "fallback",
                        "misfit"),
                NOT_YET);
        var group = groups.group(name, section);
        var demands = demands(section);
        var shadow = shadow(section);
        var deadlines = values.deadlines(section, "timeout");
        var care = new Care(values.strictness(section), misfit(section));
        var resilience = new ResilienceReader(notes, values).read(section, Resilience.USUAL);
        return group == null ? null : new VirtualModel(name, group, demands, shadow, deadlines, care, resilience);
    }

    private Misfit misfit(Section section) {
        var said = section.text("misfit");
        if (said == null || said.value().equals("refuse")) {
            return Misfit.REFUSE;
        }
        if (!said.value().equals("ask-again")) {
            notes.wrong(said, "nothing that is done with an answer of another form", "Say refuse or ask-again");
        }
        return Misfit.ASK_AGAIN;
    }

    /// `shadow: { target: provider/model, share: 10% }`.
    private VirtualModel.@Nullable Shadow shadow(Section model) {
        if (!model.has("shadow")) {
            return null;
        }
        var section = model.section("shadow");
        section.expect(Set.of("target", "share"), Map.of());
        var target = section.text("target");
        if (target == null) {
            notes.wrong(section.place(), section.path(), "a shadow without a target", "Say target: provider/model");
            return null;
        }
        var found = targets.read(target);
        var share = values.share(section, "share");
        return found == null
                ? null
                : new VirtualModel.Shadow(found.targets().getFirst(), share == null ? new Share(1) : share);
    }

    private Demands demands(Section section) {
        var region = section.text("region");
        var data = section.text("data");
        var cap = section.section("max-price");
        cap.expect(Set.of("input", "output", "request"), Map.of());
        return new Demands(
                region == null ? null : region.value(),
                data == null ? null : data.value(),
                Demands.Privacy.ANY,
                new Demands.PriceCap(dollars(cap, "input"), dollars(cap, "output"), dollars(cap, "request"), null),
                Demands.Parameters.AS_MANY_AS_CAN);
    }

    private @Nullable Money dollars(Section section, String key) {
        var text = section.text(key);
        if (text == null) {
            return null;
        }
        try {
            return Meter.REQUEST.price(text.value());
        } catch (IllegalArgumentException e) {
            notes.wrong(text, "no price: " + text.value(), "Write dollars, like 2.50");
            return null;
        }
    }
}
