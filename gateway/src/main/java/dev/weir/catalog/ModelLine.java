package dev.weir.catalog;

import dev.weir.catalog.ModelFacts.History;
import dev.weir.catalog.ModelFacts.Limits;
import dev.weir.catalog.ModelFacts.Media;
import dev.weir.catalog.ModelFacts.Nature;
import dev.weir.catalog.ModelFacts.Origin;
import dev.weir.catalog.ModelFacts.Status;
import dev.weir.chat.Traits.Support;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A line of `models.txt` behind the model's id: sizes, media, then words. `docs/providers.md` says which.
final class ModelLine {
    private static final Map<String, Mode> MODES = words(Mode.values(), Mode::word);
    private static final Map<String, Status> STATUSES =
            words(Status.values(), status -> status.name().toLowerCase(Locale.ROOT));

    private final Map<String, Source> sources;
    private final PriceWords prices;
    private final Map<String, String> named = new HashMap<>();
    private final List<String> manner = new ArrayList<>();
    private @Nullable Mode mode;
    private @Nullable Status status;
    private @Nullable String name;
    private Support thinks = Support.UNKNOWN;
    private Support open = Support.UNKNOWN;
    private List<Source> from = List.of();

    private ModelLine(Map<String, Source> sources) {
        this.sources = sources;
        this.prices = new PriceWords(sources);
    }

    private static <E> Map<String, E> words(E[] constants, Function<E, String> word) {
        var words = new HashMap<String, E>();
        for (var constant : constants) {
            words.put(word.apply(constant), constant);
        }
        return Map.copyOf(words);
    }

    /// Reads what stands behind the id.
    ///
    /// @throws IllegalArgumentException naming the word that cannot stand
    static ModelFacts read(String line, Map<String, Source> sources) {
        return new ModelLine(sources).facts(line);
    }

    private ModelFacts facts(String line) {
        var quote = line.indexOf('"');
        var words = (quote < 0 ? line : line.substring(0, quote).strip()).split(" ", -1);
        if (words.length < 3) {
            throw new IllegalArgumentException("sizes and media are missing");
        }
        if (quote >= 0) {
            name = line.substring(quote + 1, line.length() - 1);
        }
        for (int i = 3; i < words.length; i++) {
            word(words[i]);
        }
        var asked = Manner.read(manner);
        return new ModelFacts(
                new Nature(mode, thinks == Support.UNKNOWN ? reasoning(asked) : thinks, open),
                new Limits(Manner.number(words[0]), number("input"), Manner.number(words[1]), number("dims")),
                media(words[2]),
                prices.prices(),
                new History(status, named.get("since"), named.get("knows"), named.get("seen"), named.get("until")),
                new Origin(name, named.get("is"), named.get("of"), named.get("region"), named.get("speaks"), from),
                asked);
    }

    private static Support reasoning(Manner manner) {
        var thinking = manner.thinking();
        return thinking == null ? Support.UNKNOWN : thinking.known();
    }

    private @Nullable Integer number(String key) {
        var text = named.get(key);
        return text == null ? null : Integer.valueOf(text);
    }

    private void word(String word) {
        switch (word.charAt(0)) {
            case '$' -> prices.price(word.substring(1));
            case '?' -> prices.doubt(word.substring(1));
            case '@' -> from = sources(word.substring(1), sources);
            default -> plain(word);
        }
    }

    private void plain(String word) {
        var colon = word.indexOf(':');
        var key = colon < 0 ? word : word.substring(0, colon);
        switch (key) {
            case "since", "knows", "seen", "until", "is", "of", "region", "speaks", "input", "dims" ->
                named.put(key, word.substring(colon + 1));
            case "thinks" -> thinks = Support.YES;
            case "open" -> open = Support.YES;
            default -> {
                if (MODES.containsKey(word)) {
                    mode = MODES.get(word);
                } else if (STATUSES.containsKey(word)) {
                    status = STATUSES.get(word);
                } else {
                    manner.add(word);
                }
            }
        }
    }

    static List<Source> sources(String ids, Map<String, Source> sources) {
        var all = new ArrayList<Source>();
        for (var id : ids.split("\\+", -1)) {
            var source = sources.get(id);
            if (source == null) {
                throw new IllegalArgumentException("no such source: " + id);
            }
            all.add(source);
        }
        return all;
    }

    private static Media media(String letters) {
        if (letters.equals("-")) {
            return Media.NONE;
        }
        var end = letters.indexOf('>');
        return end < 0
                ? new Media(Modality.ofLetters(letters), Set.of(Modality.TEXT))
                : new Media(
                        Modality.ofLetters(letters.substring(0, end)), Modality.ofLetters(letters.substring(end + 1)));
    }

    /// What [#read(String, Map)] makes these facts of.
    static String write(ModelFacts facts) {
        var words = new ArrayList<String>();
        words.add(number(facts.limits().context()));
        words.add(number(facts.limits().output()));
        words.add(letters(facts.media()));
        nature(facts, words);
        named("input", facts.limits().input(), words);
        named("dims", facts.limits().dimensions(), words);
        history(facts.history(), words);
        var origin = facts.origin();
        named("is", origin.aliasOf(), words);
        named("of", origin.base(), words);
        named("region", origin.region(), words);
        named("speaks", origin.speaks(), words);
        PriceWords.write(facts.prices(), words);
        if (!origin.sources().isEmpty()) {
            words.add(origin.sources().stream().map(Source::id).collect(Collectors.joining("+", "@", "")));
        }
        if (origin.name() != null) {
            words.add('"' + origin.name() + '"');
        }
        return String.join(" ", words);
    }

    private static void nature(ModelFacts facts, List<String> words) {
        var nature = facts.nature();
        if (nature.mode() != null && nature.mode() != Mode.CHAT) {
            words.add(nature.mode().word());
        }
        words.addAll(facts.manner().words());
        if (nature.reasoning() == Support.YES && facts.manner().thinking() == null) {
            words.add("thinks");
        }
        if (nature.open() == Support.YES) {
            words.add("open");
        }
    }

    private static void history(History history, List<String> words) {
        if (history.status() != null) {
            words.add(history.status().name().toLowerCase(Locale.ROOT));
        }
        named("since", history.since(), words);
        named("knows", history.knows(), words);
        named("seen", history.seen(), words);
        named("until", history.until(), words);
    }

    private static void named(String key, @Nullable Object value, List<String> words) {
        if (value != null) {
            words.add(key + ":" + value);
        }
    }

    private static String number(@Nullable Integer number) {
        return number == null ? "-" : number.toString();
    }

    private static String letters(Media media) {
        var reads = media.reads().isEmpty() ? "-" : Modality.letters(media.reads());
        var writes = media.writes();
        return writes.isEmpty() || writes.equals(Set.of(Modality.TEXT))
                ? reads
                : reads + ">" + Modality.letters(writes);
    }
}
