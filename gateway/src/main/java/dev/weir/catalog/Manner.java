package dev.weir.catalog;

import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Caching;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a model is asked; what is not known is null.
///
/// @param resultMedia whether the result of a tool may hold pictures and documents itself
/// @param lateSystem whether a system turn may stand in mid-conversation
/// @param cachePoints whether it takes OpenAI's breakpoints of the prompt cache, where its host has them
public record Manner(
        @Nullable Thinking thinking,
        @Nullable Support sampling,
        @Nullable Support tools,
        @Nullable Support structuredOutput,
        @Nullable Prefill prefill,
        @Nullable Support resultMedia,
        @Nullable Support lateSystem,
        @Nullable Support cachePoints) {
    public static final Manner NONE = new Manner(null, null, null, null, null, null, null, null);

    /// These, and what they do not say from `below`.
    Manner over(Manner below) {
        return new Manner(
                thinking != null ? thinking : below.thinking,
                sampling != null ? sampling : below.sampling,
                tools != null ? tools : below.tools,
                structuredOutput != null ? structuredOutput : below.structuredOutput,
                prefill != null ? prefill : below.prefill,
                resultMedia != null ? resultMedia : below.resultMedia,
                lateSystem != null ? lateSystem : below.lateSystem,
                cachePoints != null ? cachePoints : below.cachePoints);
    }

    /// The whole traits of a model, with the sizes and the provider's conduct that are known beside.
    Traits traits(@Nullable Integer context, @Nullable Integer output, Set<MediaKind> inputs, Conduct conduct) {
        return new Traits(
                context,
                output,
                inputs,
                thinking == null ? Thinking.UNKNOWN : thinking,
                known(sampling),
                known(tools),
                known(structuredOutput),
                prefill == null ? conduct.prefill() : prefill,
                conduct.acceptedSeals(),
                known(resultMedia),
                known(lateSystem),
                habits(conduct.habits()));
    }

    private Traits.Habits habits(Traits.Habits host) {
        boolean unmarked = host.caching() == Caching.BREAKPOINTS && cachePoints != Support.YES;
        return unmarked ? new Traits.Habits(Caching.ITS_OWN, host.echo(), host.documents()) : host;
    }

    private static Support known(@Nullable Support support) {
        return support == null ? Support.UNKNOWN : support;
    }

    /// Reads words such as `tools -sampling adaptive effort:low,high`.
    ///
    /// @throws IllegalArgumentException naming the word that is not known
    public static Manner read(List<String> words) {
        var facts = NONE;
        for (var word : words) {
            facts = word(word).over(facts);
        }
        var thinking = thinking(words);
        return thinking == null ? facts : new Manner(thinking, null, null, null, null, null, null, null).over(facts);
    }

    private static Manner word(String word) {
        return switch (word) {
            case "tools" -> new Manner(null, null, Support.YES, null, null, null, null, null);
            case "-tools" -> new Manner(null, null, Support.NO, null, null, null, null, null);
            case "json" -> new Manner(null, null, null, Support.YES, null, null, null, null);
            case "-json" -> new Manner(null, null, null, Support.NO, null, null, null, null);
            case "sampling" -> new Manner(null, Support.YES, null, null, null, null, null, null);
            case "-sampling" -> new Manner(null, Support.NO, null, null, null, null, null, null);
            case "result-media" -> new Manner(null, null, null, null, null, Support.YES, null, null);
            case "-result-media" -> new Manner(null, null, null, null, null, Support.NO, null, null);
            case "late-system" -> new Manner(null, null, null, null, null, null, Support.YES, null);
            case "-late-system" -> new Manner(null, null, null, null, null, null, Support.NO, null);
            case "cache-points" -> new Manner(null, null, null, null, null, null, null, Support.YES);
            case "-cache-points" -> new Manner(null, null, null, null, null, null, null, Support.NO);
            case "-think", "off", "adaptive", "hidden" -> NONE;
            default -> worded(word);
        };
    }

    private static Manner worded(String word) {
        var colon = word.indexOf(':');
        return switch (colon < 0 ? word : word.substring(0, colon)) {
            case "prefill" ->
                new Manner(
                        null,
                        null,
                        null,
                        null,
                        Fields.word(Prefill.class, word.substring(colon + 1)),
                        null,
                        null,
                        null);
            case "budget", "effort" -> NONE;
            default -> throw new IllegalArgumentException("no such word: " + word);
        };
    }

    private static @Nullable Thinking thinking(List<String> words) {
        if (words.contains("-think")) {
            return new Thinking(Support.NO, Set.of(), List.of(), null, null);
        }
        var ways = EnumSet.noneOf(Way.class);
        List<Effort> efforts = List.of();
        Integer least = null;
        Integer most = null;
        for (var word : words) {
            if (word.equals("off") || word.equals("adaptive") || word.equals("hidden")) {
                ways.add(Way.valueOf(word.toUpperCase(Locale.ROOT)));
            } else if (word.startsWith("effort:")) {
                ways.add(Way.EFFORT);
                efforts = Stream.of(word.substring(7).split(",", -1))
                        .map(effort -> Fields.word(Effort.class, effort))
                        .sorted()
                        .toList();
            } else if (word.startsWith("budget:")) {
                ways.add(Way.BUDGET);
                var dash = word.indexOf('-');
                least = number(word.substring(7, dash));
                most = number(word.substring(dash + 1));
            }
        }
        return ways.isEmpty() ? null : new Thinking(Support.YES, ways, efforts, least, most);
    }

    /// The words that [#read(List)] makes this of.
    List<String> words() {
        var words = new ArrayList<String>();
        say(words, "tools", tools);
        say(words, "json", structuredOutput);
        say(words, "sampling", sampling);
        if (thinking != null) {
            words.addAll(words(thinking));
        }
        if (prefill != null) {
            words.add("prefill:" + prefill.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        say(words, "result-media", resultMedia);
        say(words, "late-system", lateSystem);
        say(words, "cache-points", cachePoints);
        return words;
    }

    private static void say(List<String> words, String word, @Nullable Support support) {
        if (support == Support.YES) {
            words.add(word);
        } else if (support == Support.NO) {
            words.add("-" + word);
        }
    }

    static List<String> words(Thinking thinking) {
        var words = new ArrayList<String>();
        if (thinking.known() == Support.NO) {
            words.add("-think");
        }
        for (var way : List.of(Way.OFF, Way.HIDDEN, Way.ADAPTIVE)) {
            if (thinking.ways().contains(way)) {
                words.add(way.name().toLowerCase(Locale.ROOT));
            }
        }
        if (thinking.ways().contains(Way.BUDGET)) {
            words.add("budget:" + text(thinking.minBudget()) + "-" + text(thinking.maxBudget()));
        }
        if (thinking.ways().contains(Way.EFFORT)) {
            words.add(thinking.efforts().stream()
                    .map(effort -> effort.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(",", "effort:", "")));
        }
        return words;
    }

    private static String text(@Nullable Integer number) {
        return number == null ? "" : number.toString();
    }

    static @Nullable Integer number(String text) {
        return text.isEmpty() || text.equals("-") ? null : Integer.valueOf(text);
    }
}
