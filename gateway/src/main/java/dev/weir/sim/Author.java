package dev.weir.sim;

import dev.weir.sim.Answer.Piece;
import dev.weir.sim.Answer.Source;
import dev.weir.sim.Answer.Stop;
import dev.weir.sim.Directives.Act;
import dev.weir.sim.Prompt.Choice;
import dev.weir.sim.Prompt.Form;
import dev.weir.sim.Prompt.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Writes the answer to a prompt: from its directives where it has some, else from the dice.
///
/// The dice depend on the seed and on what was said, not on model, dialect or prefill, so that the same conversation
/// gets the same text everywhere and a continued answer joins what it continues.
final class Author {

    private static final int SHORTEST = 24;

    private final Prompt prompt;
    private final Behaviour behaviour;
    private final Directives directives;
    private final Dice dice;
    private final List<Piece> pieces = new ArrayList<>();

    private Author(Prompt prompt, Behaviour behaviour, long seed) {
        this.prompt = prompt;
        this.behaviour = behaviour;
        this.directives = Directives.parse(prompt.talk().lastUser());
        this.dice = new Dice(seed);
    }

    /// The answers to a prompt, one for each choice.
    static List<Answer> answers(Prompt prompt, Behaviour behaviour, long seed) {
        List<Answer> answers = new ArrayList<>();
        for (int choice = 0; choice < prompt.bounds().choices(); choice++) {
            answers.add(new Author(prompt, behaviour, seed + choice).write());
        }
        return answers;
    }

    /// The seed of a prompt's dice.
    static long seed(Prompt prompt, Behaviour behaviour, long world) {
        long seed = Dice.mix(world, prompt.talk().digest());
        seed = Dice.mix(seed, behaviour.seed().orElse(0));
        return Dice.mix(seed, prompt.bounds().seed().orElse(0));
    }

    private Answer write() {
        if (directives.acts().contains(Act.REFUSE)) {
            return new Answer(List.of(), Stop.REFUSED, Optional.empty(), 0, 8);
        }
        if (directives.acts().contains(Act.BLOCK)) {
            return new Answer(List.of(), Stop.BLOCKED, Optional.empty(), 0, 0);
        }
        think();
        say();
        return bounded();
    }

    private void think() {
        if (!prompt.thinking().on()) {
            return;
        }
        Dice thoughts = new Dice(Dice.mix(prompt.talk().digest(), "thought"));
        int length = behaviour.length().thinking().orElse(12 + thoughts.below(12));
        String text = directives.think().orElseGet(() -> thoughts.prose(length));
        String kept = Tokens.first(text, prompt.thinking().budget().orElse(Integer.MAX_VALUE));
        pieces.add(directives.acts().contains(Act.REDACT) ? new Piece.Redacted(kept) : new Piece.Thought(kept));
    }

    private void say() {
        List<Piece.Call> calls = calls();
        directives.say().ifPresent(this::text);
        if (!calls.isEmpty()) {
            pieces.addAll(calls);
            return;
        }
        if (directives.say().isPresent()) {
            return;
        }
        if (directives.search().isPresent()) {
            search(directives.search().get());
            return;
        }
        switch (prompt.form()) {
            case Form.Schema(var schema) -> text(Json.write(SchemaInstance.of(schema, dice)));
            case Form.AnyObject() -> text(Json.write(Json.object().put("answer", dice.prose(4))));
            case Form.Prose() -> prose();
        }
    }

    private void text(String text) {
        pieces.add(new Piece.Text(text, Optional.empty()));
    }

    private void prose() {
        StringBuilder text = new StringBuilder();
        prompt.talk()
                .results()
                .forEach(result -> text.append(text.isEmpty() ? "" : "\n")
                        .append(result.name())
                        .append(" said: ")
                        .append(result.text()));
        for (String media : prompt.talk().media()) {
            text.append(text.isEmpty() ? "[" : " [").append(media).append(']');
        }
        for (Directives.Call call : directives.calls()) {
            text.append(text.isEmpty() ? "[" : " [")
                    .append("no tool ")
                    .append(call.name())
                    .append(" was offered]");
        }
        int length = behaviour.length().tokens().orElse(SHORTEST + dice.below(SHORTEST));
        if (text.isEmpty()) {
            text.append(dice.prose(length));
        } else if (prompt.talk().results().isEmpty()) {
            text.append(' ').append(dice.prose(length));
        }
        String prefill = prompt.talk().prefill();
        String whole = text.toString();
        boolean continues = !prefill.isEmpty() && whole.startsWith(prefill) && !ignoresPrefill();
        text(continues ? whole.substring(prefill.length()) : whole);
    }

    private boolean ignoresPrefill() {
        return behaviour.ways().prefill() == Behaviour.Prefill.IGNORE;
    }

    private void search(String query) {
        if (!prompt.offer().search()) {
            text("[no web search was offered] " + dice.prose(SHORTEST));
            return;
        }
        List<Source> found = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            String slug = query.replaceAll("[^A-Za-z0-9]+", "-");
            found.add(new Source(query + ", page " + i, "https://example.com/" + slug + "/" + i, dice.prose(8)));
        }
        pieces.add(new Piece.Search(query, found));
        text("This was found: ");
        pieces.add(new Piece.Text(found.getFirst().quote(), Optional.of(found.getFirst())));
        text(" " + dice.prose(8));
    }

    private List<Piece.Call> calls() {
        List<Tool> tools = prompt.offer().tools();
        List<Piece.Call> calls = new ArrayList<>();
        if (tools.isEmpty() || prompt.offer().choice() instanceof Choice.Never) {
            return calls;
        }
        for (Directives.Call asked : directives.calls()) {
            tools.stream()
                    .filter(tool -> tool.name().equals(asked.name()))
                    .findFirst()
                    .ifPresent(tool -> calls.add(new Piece.Call(tool.name(), arguments(asked, tool))));
        }
        if (calls.isEmpty()) {
            forced(tools)
                    .ifPresent(tool ->
                            calls.add(new Piece.Call(tool.name(), Json.write(SchemaInstance.of(tool.schema(), dice)))));
        }
        return calls.subList(0, Math.min(calls.size(), prompt.offer().most()));
    }

    private Optional<Tool> forced(List<Tool> tools) {
        return switch (prompt.offer().choice()) {
            case Choice.Free(), Choice.Never() -> Optional.empty();
            case Choice.Any() -> Optional.of(tools.getFirst());
            case Choice.Named(String name) ->
                tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
        };
    }

    private String arguments(Directives.Call asked, Tool tool) {
        if (asked.arguments().isEmpty()) {
            return Json.write(SchemaInstance.of(tool.schema(), dice));
        }
        String given = asked.arguments().get();
        try {
            return Json.write(Json.read(given));
        } catch (JacksonException notJson) {
            // A custom tool's input is free text; for a function it is what a confused model would send.
            return given;
        }
    }

    /// The pieces up to the first stop sequence and to the most tokens.
    private Answer bounded() {
        List<Piece> kept = new ArrayList<>();
        int left = prompt.bounds().maxTokens().orElse(Integer.MAX_VALUE);
        int thought = 0;
        int visible = 0;
        boolean called = false;
        for (Piece piece : pieces) {
            int cost = cost(piece);
            Optional<String> stop = piece instanceof Piece.Text(String text, var _) ? stop(text) : Optional.empty();
            Piece shorter = stop.isPresent() ? before(piece, stop.get()) : piece;
            int shorterCost = stop.isPresent() ? cost(shorter) : cost;
            if (shorterCost > left) {
                Piece cut = cut(piece, left);
                if (left > 0) {
                    kept.add(cut);
                }
                boolean thinking = piece instanceof Piece.Thought || piece instanceof Piece.Redacted;
                return new Answer(
                        kept,
                        Stop.LENGTH,
                        Optional.empty(),
                        thought + (thinking ? left : 0),
                        visible + (thinking ? 0 : left));
            }
            kept.add(shorter);
            left -= shorterCost;
            switch (piece) {
                case Piece.Thought _, Piece.Redacted _ -> thought += shorterCost;
                case Piece.Call _ -> {
                    called = true;
                    visible += shorterCost;
                }
                case Piece.Text _, Piece.Search _ -> visible += shorterCost;
            }
            if (stop.isPresent()) {
                return new Answer(kept, Stop.SEQUENCE, stop, thought, visible);
            }
        }
        return new Answer(kept, called ? Stop.CALLS : Stop.END, Optional.empty(), thought, visible);
    }

    /// The stop sequence that comes first in a text.
    private Optional<String> stop(String text) {
        int first = Integer.MAX_VALUE;
        Optional<String> found = Optional.empty();
        for (String stop : prompt.bounds().stops()) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < first) {
                first = at;
                found = Optional.of(stop);
            }
        }
        return found;
    }

    private static Piece before(Piece piece, String stop) {
        if (piece instanceof Piece.Text(String text, var source)) {
            return new Piece.Text(text.substring(0, text.indexOf(stop)), source);
        }
        return piece;
    }

    private static Piece cut(Piece piece, int tokens) {
        return switch (piece) {
            case Piece.Thought(String text) -> new Piece.Thought(Tokens.first(text, tokens));
            case Piece.Redacted(String text) -> new Piece.Redacted(Tokens.first(text, tokens));
            case Piece.Text(String text, var source) -> new Piece.Text(Tokens.first(text, tokens), source);
            case Piece.Call(String name, String arguments) -> new Piece.Call(name, Tokens.first(arguments, tokens));
            case Piece.Search search -> search;
        };
    }

    private static int cost(Piece piece) {
        return switch (piece) {
            case Piece.Thought(String text) -> Tokens.count(text);
            case Piece.Redacted(String text) -> Tokens.count(text);
            case Piece.Text(String text, var _) -> Tokens.count(text);
            case Piece.Call(String name, String arguments) -> Tokens.count(name) + Tokens.count(arguments);
            case Piece.Search(String query, var _) -> Tokens.count(query);
        };
    }
}
