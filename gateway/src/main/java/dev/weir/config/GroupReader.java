package dev.weir.config;

import dev.weir.route.CelCondition;
import dev.weir.route.Choice;
import dev.weir.route.Condition;
import dev.weir.route.Group;
import dev.weir.route.Sticky;
import dev.weir.route.Strategy;
import dev.weir.route.Terms;
import dev.weir.route.Ways;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads groups of targets: which there are, on what terms, and how one is chosen.
final class GroupReader {
    private static final Set<Strategy> CHOOSES_ONE = Set.of(Ways.IN_ORDER, Ways.FASTEST, Ways.NEAREST, Ways.CHEAPEST);
    private static final String HEADER = "header:";

    private final Notes notes;
    private final Values values;
    private final Strategies strategies;
    private final TargetReader targets;

    GroupReader(Notes notes, Values values, Strategies strategies, TargetReader targets) {
        this.strategies = strategies;
        this.notes = notes;
        this.values = values;
        this.targets = targets;
    }

    /// The group that a mapping with `targets`, `strategy` and `sticky` is, or null where something is wrong, which is
    /// noted.
    @Nullable
    Group group(String name, Section section) {
        var strategy = strategy(section);
        var sticky = sticky(section, strategy);
        var elements = section.elements("targets");
        if (elements.isEmpty()) {
            notes.wrong(
                    section.place(),
                    section.pathOf("targets"),
                    "a model without targets",
                    "List them in the order they are tried, e.g. - openai/gpt-4o");
        }
        var choices = new ArrayList<Choice>();
        for (var element : elements) {
            var choice = choice(name, section, element);
            if (choice != null) {
                choices.add(choice);
            }
        }
        if (!choices.isEmpty()
                && choices.stream().allMatch(choice -> choice.terms().canary() != null)) {
            notes.wrong(
                    section.place("targets"),
                    section.pathOf("targets"),
                    "canaries only: most requests would have no target",
                    "Name a target without canary");
        }
        return choices.isEmpty() ? null : new Group(name, strategy, sticky, choices);
    }

    private @Nullable Choice choice(String name, Section parent, Section.Element element) {
        if (!element.isMapping()) {
            var target = parent.text(element);
            return target == null ? null : one(target, Terms.PLAIN);
        }
        var section = parent.section(element);
        section.expect(
                Set.of("target", "targets", "strategy", "sticky", "weight", "when", "canary", "concurrency"), Map.of());
        var terms = terms(section);
        if (section.has("targets")) {
            if (section.has("target")) {
                notes.wrong(
                        section.place("target"),
                        section.pathOf("target"),
                        "both target and targets",
                        "Keep one of the two");
            }
            var group = group(name + element.path().substring(element.path().lastIndexOf('[')), section);
            return group == null ? null : new Choice.Several(group, terms);
        }
        for (var key : Set.of("strategy", "sticky")) {
            if (section.has(key)) {
                notes.wrong(section.place(key), section.pathOf(key), "a single target", "Only a group has a " + key);
            }
        }
        var target = section.text("target");
        if (target == null) {
            notes.wrong(
                    section.place(),
                    section.path(),
                    "a target without a name",
                    "Say target: provider/model, or targets: for a group within this one");
        }
        return target == null ? null : one(target, terms);
    }

    private @Nullable Choice one(Text name, Terms terms) {
        var found = targets.read(name);
        if (found == null) {
            return null;
        }
        var group = found.model().group();
        return group.choices().size() == 1 && group.choices().getFirst() instanceof Choice.One only
                ? new Choice.One(only.target(), terms)
                : new Choice.Several(group, terms);
    }

    private Terms terms(Section section) {
        var weight = values.count(section, "weight");
        if (weight != null && weight > Terms.MOST_WEIGHT) {
            notes.wrong(
                    section.place("weight"),
                    section.pathOf("weight"),
                    "a weight of more than " + Terms.MOST_WEIGHT,
                    "Weights are compared with one another: 3 and 1 are as good as 3000 and 1000");
            weight = null;
        }
        return new Terms(
                weight == null ? 1 : weight,
                when(section),
                values.share(section, "canary"),
                values.capacity(section, "concurrency"));
    }

    private @Nullable Condition when(Section section) {
        var text = section.text("when");
        return text == null
                ? null
                : switch (CelCondition.read(text.value())) {
                    case CelCondition.Read.Good good -> good.condition();
                    case CelCondition.Read.Wrong wrong -> {
                        notes.wrong(
                                text,
                                "no condition, at " + wrong.line() + ":" + wrong.column() + " of it: " + wrong.why(),
                                "Write it in CEL, like request.tokens < 100000 && request.tools == 0");
                        yield null;
                    }
                };
    }

    private Strategy strategy(Section section) {
        var text = section.text("strategy");
        if (text == null) {
            return Ways.IN_ORDER;
        }
        var known = strategies.named(text.value());
        if (known != null) {
            return known;
        }
        notes.wrong(text, "there is no strategy " + text.value(), Section.meant(text.value(), strategies.names()));
        return Ways.IN_ORDER;
    }

    private Sticky sticky(Section section, Strategy strategy) {
        var text = section.text("sticky");
        if (text == null) {
            return Sticky.TO_NOTHING;
        }
        if (CHOOSES_ONE.contains(strategy)) {
            notes.wrong(
                    text,
                    "the strategy " + strategy.id() + " has one first choice for all, and sticky another for each",
                    "Remove one of the two, or choose by weighted, round-robin, least-busy or balanced");
        }
        var word = text.value();
        if (word.equals("conversation")) {
            return new Sticky.Conversation();
        }
        if (word.equals("key")) {
            return new Sticky.Key();
        }
        if (word.startsWith(HEADER) && word.length() > HEADER.length()) {
            return new Sticky.Header(word.substring(HEADER.length()));
        }
        notes.wrong(text, "nothing to keep to: " + word, "Say conversation, key, or header: and the name of one");
        return Sticky.TO_NOTHING;
    }
}
