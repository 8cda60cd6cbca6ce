package dev.weir.config;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.chat.Care;
import dev.weir.chat.Misfit;
import dev.weir.route.Demands;
import dev.weir.route.ModelNames;
import dev.weir.route.Resilience;
import dev.weir.route.VirtualModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the names that the user invents: `models`.
final class ModelReader {
    private static final Map<String, String> NOT_YET = Map.of(
            "retry", "retries are not built",
            "breaker", "circuit breakers are not built",
            "hedge", "hedging is not built",
            "limits", "limits of a model are not built",
            "budget", "budgets are not built");

    private final Notes notes;
    private final Values values;
    private final GroupReader groups;

    /// @param names what targets may be called
    /// @param failed providers of which something wrong was said already
    ModelReader(Notes notes, Values values, ModelNames names, Set<String> failed) {
        this.notes = notes;
        this.values = values;
        this.groups = new GroupReader(notes, values, new TargetReader(notes, names, failed));
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
                        "timeout",
                        "rescue",
                        "strict",
                        "misfit"),
                NOT_YET);
        var rescue = section.text("rescue");
        if (rescue != null && !rescue.value().equals("off")) {
            notes.wrong(
                    rescue,
                    "rescue " + rescue.value() + " is not built in this version",
                    "Say off, or remove the key: a stream that breaks ends in a typed error");
        }
        var group = groups.group(name, section);
        var demands = demands(section);
        var deadlines = values.deadlines(section, "timeout");
        var care = new Care(values.strictness(section), misfit(section));
        return group == null ? null : new VirtualModel(name, group, demands, null, deadlines, care, Resilience.USUAL);
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
