package dev.weir.provider;

import dev.weir.catalog.FieldPath;
import dev.weir.catalog.RequestEdit;
import dev.weir.chat.Loss;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Splice;
import dev.weir.wire.Splice.Member;
import dev.weir.wire.Splice.Obj;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Does a row's declared edits to a request body, as splices in its bytes, and says what was done.
///
/// An edit whose field is absent does nothing, except a default. Edits are done in order and see each other's work.
public final class BodyEdits {
    private static final FieldPath MODEL = FieldPath.of("model");
    private static final FieldPath STREAM = FieldPath.of("stream");

    private final Splice splice;
    private final List<Loss> changes = new ArrayList<>();

    /// @throws IllegalArgumentException when the body is no JSON object
    public BodyEdits(byte[] body) {
        this.splice = new Splice(body);
    }

    /// A body with another name for the model in the place where it was named: the one edit that nearly every request
    /// needs, done without looking at the rest.
    ///
    /// @param value the name as it stands in such a body
    public static byte[] renamed(byte[] body, RequestProbe.Place named, byte[] value) {
        int rest = body.length - named.to();
        byte[] out = new byte[named.from() + value.length + rest];
        System.arraycopy(body, 0, out, 0, named.from());
        System.arraycopy(value, 0, out, named.from(), value.length);
        System.arraycopy(body, named.to(), out, named.from() + value.length, rest);
        return out;
    }

    /// Sets the model to the target's name for it.
    public BodyEdits model(String model) {
        Member member = splice.root().get("model");
        byte[] value = new ByteSink(model.length() + 2).json(model).toBytes();
        if (member == null) {
            splice.root().add("model", value);
        } else {
            member.replace(value);
        }
        return this;
    }

    /// Asks for usage at the end of a stream.
    public BodyEdits askForUsage() {
        Member options = splice.root().get("stream_options");
        Obj object = options == null ? null : options.object();
        if (object != null) {
            Member flag = object.get("include_usage");
            if (flag == null) {
                object.add("include_usage", ascii("true"));
            } else {
                flag.replace(ascii("true"));
            }
        } else if (options == null) {
            splice.root().add("stream_options", ascii("{\"include_usage\":true}"));
        } else {
            options.replace(ascii("{\"include_usage\":true}"));
        }
        return this;
    }

    /// Puts words into a list at the root, beside those that are there.
    public BodyEdits words(String list, List<String> words) {
        Member member = splice.root().get(list);
        Set<String> all = new LinkedHashSet<>();
        JsonNode there = member == null ? null : Json.readOrNull(member.value(), 0, member.value().length);
        if (there != null) {
            there.forEach(word -> all.add(word.asString("")));
        }
        all.addAll(words);
        ArrayNode out = Json.array();
        all.forEach(out::add);
        byte[] value = Json.bytes(out);
        if (member == null) {
            splice.root().add(list, value);
        } else {
            member.replace(value);
        }
        return this;
    }

    public BodyEdits apply(List<RequestEdit> edits) {
        for (RequestEdit edit : edits) {
            apply(edit);
        }
        return this;
    }

    public byte[] body() {
        return splice.toBytes();
    }

    /// What the row's edits changed, for the receipt.
    public List<Loss> changes() {
        return changes;
    }

    private void apply(RequestEdit edit) {
        switch (edit) {
            case RequestEdit.Rename rename -> visit(rename.field(), (parent, member) -> rename(parent, member, rename));
            case RequestEdit.Drop drop ->
                visit(drop.field(), (parent, member) -> {
                    member.remove(parent);
                    if (drop.field().equals(MODEL) || drop.field().equals(STREAM)) {
                        note(drop.field(), Loss.Verdict.RENAMED, "the provider has it in the path");
                    } else {
                        note(drop.field(), Loss.Verdict.DROPPED, "the provider does not take this field");
                    }
                });
            case RequestEdit.Default fallback -> fill(fallback);
            case RequestEdit.Clamp clamp -> visit(clamp.field(), (_, member) -> clamp(member, clamp));
            case RequestEdit.MapValue map -> visit(map.field(), (_, member) -> map(member, map));
            case RequestEdit.Move move -> visit(move.field(), (parent, member) -> move(parent, member, move));
        }
    }

    private void rename(Obj parent, Member member, RequestEdit.Rename rename) {
        if (parent.get(rename.to()) != null) {
            member.remove(parent);
            note(rename.field(), Loss.Verdict.DROPPED, "the provider's name for it, " + rename.to() + ", is set too");
        } else {
            member.rename(rename.to());
            note(rename.field(), Loss.Verdict.RENAMED, "the provider calls it " + rename.to());
        }
    }

    private void fill(RequestEdit.Default fallback) {
        Obj parent = parent(fallback.field());
        if (parent == null) {
            return;
        }
        String name = fallback.field().last();
        Member member = parent.get(name);
        byte[] value = Json.bytes(fallback.value());
        if (member == null) {
            parent.add(name, value);
        } else if (isNull(member.value())) {
            member.replace(value);
        } else {
            return;
        }
        note(fallback.field(), Loss.Verdict.ADDED, "the provider demands it");
    }

    private void clamp(Member member, RequestEdit.Clamp clamp) {
        BigDecimal value = decimal(member.value());
        if (value == null) {
            return;
        }
        BigDecimal bound = value;
        if (clamp.least() != null && value.compareTo(clamp.least()) < 0) {
            bound = clamp.least();
        } else if (clamp.most() != null && value.compareTo(clamp.most()) > 0) {
            bound = clamp.most();
        }
        if (bound.compareTo(value) != 0) {
            member.replace(ascii(bound.toPlainString()));
            note(
                    clamp.field(),
                    Loss.Verdict.COERCED,
                    "the provider takes no more extreme value than " + bound.toPlainString());
        }
    }

    private void map(Member member, RequestEdit.MapValue map) {
        byte[] value = member.value();
        JsonCursor json = new JsonCursor(value, 0, value.length);
        if (json.kind() != JsonCursor.Kind.STRING) {
            return;
        }
        String from = json.string();
        JsonNode to = map.table().get(from);
        if (to != null) {
            member.replace(Json.bytes(to));
            note(map.field(), Loss.Verdict.COERCED, "the provider's nearest word for " + from + " is " + to.asString());
        }
    }

    private void move(Obj parent, Member member, RequestEdit.Move move) {
        byte[] value = member.value();
        Obj place = splice.root();
        List<String> way = move.to().steps();
        byte[] rest = value;
        for (int i = 0; i < way.size() - 1; i++) {
            Member next = place.get(way.get(i));
            Obj object = next == null ? null : next.object();
            if (object == null) {
                // Objects on the way are made from the inside out.
                for (int inner = way.size() - 1; inner > i; inner--) {
                    rest = wrap(way.get(inner), rest);
                }
                if (next != null) {
                    next.replace(rest);
                } else {
                    place.add(way.get(i), rest);
                }
                member.remove(parent);
                note(move.field(), Loss.Verdict.RENAMED, "the provider has it at " + move.to());
                return;
            }
            place = object;
        }
        member.remove(parent);
        if (place.get(move.to().last()) != null) {
            note(move.field(), Loss.Verdict.DROPPED, "the provider's place for it, " + move.to() + ", is set too");
        } else {
            place.add(move.to().last(), value);
            note(move.field(), Loss.Verdict.RENAMED, "the provider has it at " + move.to());
        }
    }

    /// Hands every member at a path, with its object, to what is to be done.
    private void visit(FieldPath path, BiConsumer<Obj, Member> action) {
        visit(splice.root(), path.steps(), action);
    }

    private static void visit(Obj object, List<String> steps, BiConsumer<Obj, Member> action) {
        Member member = object.get(steps.getFirst());
        if (member == null) {
            return;
        }
        if (steps.size() == 1) {
            action.accept(object, member);
        } else if (steps.get(1).equals(FieldPath.EACH)) {
            for (Obj element : member.elements()) {
                visit(element, steps.subList(2, steps.size()), action);
            }
        } else {
            Obj inner = member.object();
            if (inner != null) {
                visit(inner, steps.subList(1, steps.size()), action);
            }
        }
    }

    private @Nullable Obj parent(FieldPath path) {
        Obj at = splice.root();
        for (String step : path.steps().subList(0, path.steps().size() - 1)) {
            Member member = at.get(step);
            Obj inner = member == null ? null : member.object();
            if (inner == null) {
                return null;
            }
            at = inner;
        }
        return at;
    }

    private void note(FieldPath path, Loss.Verdict verdict, String reason) {
        String pointer = "/" + String.join("/", path.steps());
        for (Loss change : changes) {
            if (change.path().equals(pointer) && change.verdict() == verdict) {
                return;
            }
        }
        changes.add(new Loss(pointer, verdict, reason));
    }

    private static byte[] wrap(String name, byte[] value) {
        ByteSink out = new ByteSink(value.length + name.length() + 5);
        out.write('{');
        out.json(name);
        out.write(':');
        out.write(value);
        out.write('}');
        return out.toBytes();
    }

    private static boolean isNull(byte[] value) {
        return value.length == 4 && value[0] == 'n';
    }

    private static @Nullable BigDecimal decimal(byte[] value) {
        try {
            return new BigDecimal(new String(value, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
