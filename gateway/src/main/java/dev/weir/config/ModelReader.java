package dev.weir.config;

import dev.weir.route.Directory;
import dev.weir.route.ModelNames;
import dev.weir.route.Resilience;
import dev.weir.route.Target;
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
    private final ModelNames names;
    private final Set<String> failed;

    /// @param names what targets may be called
    /// @param failed providers of which something wrong was said already
    ModelReader(Notes notes, Values values, ModelNames names, Set<String> failed) {
        this.notes = notes;
        this.values = values;
        this.names = names;
        this.failed = failed;
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
        section.expect(Set.of("targets", "strategy", "timeout", "rescue", "strict"), NOT_YET);
        var strategy = section.text("strategy");
        if (strategy != null && !strategy.value().equals("in-order")) {
            notes.wrong(strategy, "the strategy " + strategy.value() + " is not built in this version", "Use in-order");
        }
        var rescue = section.text("rescue");
        if (rescue != null && !rescue.value().equals("off")) {
            notes.wrong(
                    rescue,
                    "rescue " + rescue.value() + " is not built in this version",
                    "Say off, or remove the key: a stream that breaks ends in a typed error");
        }
        var targets = new ArrayList<Target>();
        for (var element : section.elements("targets")) {
            var target = target(section, element);
            if (target != null) {
                targets.add(target);
            }
        }
        if (section.elements("targets").isEmpty()) {
            notes.wrong(
                    section.place(),
                    section.pathOf("targets"),
                    "a model without targets",
                    "List them in the order they are tried, e.g. - openai/gpt-4o");
        }
        var deadlines = values.deadlines(section, "timeout");
        return targets.isEmpty()
                ? null
                : new VirtualModel(name, targets, deadlines, values.strictness(section), Resilience.USUAL);
    }

    private @Nullable Target target(Section parent, Section.Element element) {
        Text name;
        if (element.isMapping()) {
            var section = parent.section(element);
            section.expect(
                    Set.of("target"), Map.of("weight", "weights are not built", "when", "conditions are not built"));
            name = section.text("target");
            if (name == null) {
                notes.wrong(section.place(), section.path(), "a target without a name", "Say target: provider/model");
            }
        } else {
            name = parent.text(element);
        }
        return name == null ? null : resolved(name);
    }

    private @Nullable Target resolved(Text name) {
        return switch (names.resolve(name.value())) {
            case Directory.Resolution.Found found -> found.targets().getFirst();
            case Directory.Resolution.Unknown unknown -> {
                var provider = name.value().replaceFirst("/.*", "");
                if (!failed.contains(provider)) {
                    notes.wrong(name, "there is no target " + name.value(), unknown.hint());
                }
                yield null;
            }
        };
    }
}
