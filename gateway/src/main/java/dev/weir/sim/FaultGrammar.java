package dev.weir.sim;

import dev.weir.sim.Fault.Break;
import dev.weir.sim.Fault.Leave;
import dev.weir.sim.Fault.Manner;
import dev.weir.sim.Fault.Oddity;
import dev.weir.sim.Fault.Place;
import dev.weir.sim.Fault.Reason;
import dev.weir.sim.Fault.Sort;
import dev.weir.sim.Fault.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The words of `fault=`: `NAME`, `NAME:ARGUMENT` or `NAME@WHERE`.
final class FaultGrammar {

    private static final int DEFAULT_AFTER = 5;
    private static final long DEFAULT_BOMB = 100L * 1024 * 1024;
    private static final long MOST_BYTES = 1024L * 1024 * 1024;

    private static final Map<String, Word> WORDS = words();

    private FaultGrammar() {}

    /// One word: how it is written, what it does, and how it is read.
    record Word(String syntax, String meaning, Function<String, Fault> read) {}

    /// The faults for people, one `syntax` and `meaning` each.
    static List<Word> help() {
        List<Word> all = new ArrayList<>();
        all.add(new Word("429, 500, 503, 529, …", "this error status (400 to 599)", FaultGrammar::status));
        all.addAll(WORDS.values());
        return all;
    }

    /// Reads one fault.
    ///
    /// @throws IllegalArgumentException that names the faults there are
    static Fault parse(String text) {
        if (text.matches("[0-9]+")) {
            return status(text);
        }
        int end = 0;
        while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '@') {
            end++;
        }
        Word word = WORDS.get(text.substring(0, end).toLowerCase(Locale.ROOT));
        if (word == null) {
            List<String> names = new ArrayList<>(WORDS.keySet());
            throw new IllegalArgumentException("unknown fault '" + text + "'; the faults are a status from 400 to 599, "
                    + String.join(", ", names));
        }
        return word.read.apply(end == text.length() ? "" : text.substring(end + 1));
    }

    private static Map<String, Word> words() {
        Map<String, Word> words = new LinkedHashMap<>();
        words.put(
                "down",
                new Word(
                        "down@60s",
                        "503 until so long after the first request of its key",
                        arg -> new Fault.Down(Quantity.duration(arg.isEmpty() ? "60s" : arg))));
        words.put(
                "context-length",
                new Word(
                        "context-length",
                        "400: the prompt is too long",
                        arg -> new Fault.Refuses(Reason.CONTEXT_LENGTH)));
        words.put(
                "content-filter",
                new Word(
                        "content-filter",
                        "400: the prompt was filtered",
                        arg -> new Fault.Refuses(Reason.CONTENT_FILTER)));
        words.put("reset", new Word("reset", "TCP reset before any byte", arg -> new Fault.Mute(Manner.RESET)));
        words.put("close", new Word("close", "closes before any byte", arg -> new Fault.Mute(Manner.CLOSE)));
        words.put("silent", new Word("silent", "accepts and never answers", arg -> new Fault.Mute(Manner.SILENT)));
        words.put("cut", breaks("cut@40", "the connection dies after 40 tokens", Break.CUT));
        words.put("truncate", breaks("truncate@40", "the body ends in good order after 40 tokens", Break.TRUNCATE));
        words.put("stall", breaks("stall@20", "silence after 20 tokens, the connection stays open", Break.STALL));
        words.put("goaway", breaks("goaway@20", "HTTP/2 GOAWAY after 20 tokens (HTTP/1.1: cut)", Break.GOAWAY));
        words.put("rst", breaks("rst@20", "HTTP/2 RST_STREAM after 20 tokens (HTTP/1.1: cut)", Break.RST));
        words.put("garbage", inserts("garbage@20", "one event of broken JSON after 20 tokens", Thing.GARBAGE));
        words.put("error-event", inserts("error-event@20", "an error inside the stream after 20 tokens", Thing.ERROR));
        words.put("no-end", new Word("no-end", "no [DONE], no message_stop", arg -> new Fault.NoEnd()));
        words.put(
                "error-body",
                new Word("error-body", "status 200 whose body is an error", arg -> new Fault.Disguised(Place.BODY)));
        words.put(
                "error-first",
                new Word(
                        "error-first",
                        "a 200 stream whose first event is an error",
                        arg -> new Fault.Disguised(Place.FIRST_EVENT)));
        words.put(
                "drip",
                new Word(
                        "drip:1s",
                        "one byte a second",
                        arg -> new Fault.Drip(Quantity.duration(arg.isEmpty() ? "1s" : arg))));
        words.put("huge", bomb("huge:100mb", "an answer of this size", Sort.ANSWER));
        words.put("endless-line", bomb("endless-line:100mb", "one line of this size", Sort.LINE));
        words.put("header-bomb", bomb("header-bomb:1mb", "response headers of this size", Sort.HEADERS));
        words.put("gzip-bomb", bomb("gzip-bomb:100mb", "a small body that unpacks to this size", Sort.GZIP));
        words.put(
                "connection-close",
                new Word(
                        "connection-close", "Connection: close on a good answer", arg -> new Fault.Leaves(Leave.SAID)));
        words.put(
                "idle-close",
                new Word(
                        "idle-close",
                        "closes the kept-alive connection behind a good answer",
                        arg -> new Fault.Leaves(Leave.SILENTLY)));
        words.put("odd", new Word("odd, odd:ids, odd:roles:empty", "odd events: " + oddities(), FaultGrammar::odd));
        return words;
    }

    private static Fault status(String text) {
        int status = Quantity.count(text);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a fault's status is from 400 to 599, not " + text);
        }
        return new Fault.Status(status);
    }

    private static Word breaks(String syntax, String meaning, Break manner) {
        return new Word(syntax, meaning, arg -> new Fault.Breaks(manner, after(arg)));
    }

    private static Word inserts(String syntax, String meaning, Thing thing) {
        return new Word(syntax, meaning, arg -> new Fault.Inserts(thing, after(arg)));
    }

    private static Word bomb(String syntax, String meaning, Sort sort) {
        return new Word(syntax, meaning, arg -> {
            long bytes = arg.isEmpty() ? sort == Sort.HEADERS ? DEFAULT_BOMB / 100 : DEFAULT_BOMB : Quantity.bytes(arg);
            if (bytes > MOST_BYTES) {
                throw new IllegalArgumentException("a bomb has at most 1gb, not " + arg);
            }
            return new Fault.Bomb(sort, bytes);
        });
    }

    private static int after(String arg) {
        return arg.isEmpty() ? DEFAULT_AFTER : Quantity.count(arg);
    }

    private static Fault odd(String arg) {
        if (arg.isEmpty()) {
            return new Fault.Odd(EnumSet.allOf(Oddity.class));
        }
        Set<Oddity> chosen = EnumSet.noneOf(Oddity.class);
        for (String name : arg.split(":", -1)) {
            chosen.add(oddity(name));
        }
        return new Fault.Odd(chosen);
    }

    private static Oddity oddity(String name) {
        for (Oddity each : Oddity.values()) {
            if (each.name().equalsIgnoreCase(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("unknown oddity '" + name + "'; there are " + oddities());
    }

    private static String oddities() {
        List<String> names = new ArrayList<>();
        for (Oddity each : Oddity.values()) {
            names.add(each.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }

    /// Durations, sizes and counts as people write them.
    static final class Quantity {
        private Quantity() {}

        /// `250ms`, `2s`, `1m`, or a bare number of milliseconds.
        static Duration duration(String text) {
            String unit = text.replaceFirst("^[0-9.]*", "");
            double number = number(text, unit);
            double millis = switch (unit) {
                case "", "ms" -> number;
                case "s" -> number * 1_000;
                case "m" -> number * 60_000;
                default -> throw new IllegalArgumentException("not a duration (250ms, 2s, 1m): " + text);
            };
            if (millis > 86_400_000) {
                throw new IllegalArgumentException("a duration is at most a day: " + text);
            }
            return Duration.ofMillis((long) millis);
        }

        /// `512`, `64kb`, `100mb`, `1gb`.
        static long bytes(String text) {
            String unit = text.replaceFirst("^[0-9.]*", "").toLowerCase(Locale.ROOT);
            double number = number(text, unit);
            return (long)
                    switch (unit) {
                        case "", "b" -> number;
                        case "kb" -> number * 1024;
                        case "mb" -> number * 1024 * 1024;
                        case "gb" -> number * 1024 * 1024 * 1024;
                        default -> throw new IllegalArgumentException("not a size (512, 64kb, 100mb): " + text);
                    };
        }

        /// A whole number from 0 to a million.
        static int count(String text) {
            if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > 1_000_000) {
                throw new IllegalArgumentException("not a whole number up to 1000000: '" + text + "'");
            }
            return Integer.parseInt(text);
        }

        private static double number(String text, String unit) {
            try {
                return Double.parseDouble(text.substring(0, text.length() - unit.length()));
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("not a number: '" + text + "'", notANumber);
            }
        }
    }
}
