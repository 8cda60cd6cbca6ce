package dev.weir.sim;

import dev.weir.sim.FaultGrammar.Quantity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How one request is answered, read from its model name and its `x-sim` header.
///
/// @param pace how fast
/// @param length how long
/// @param seed the seed instead of the simulator's
/// @param fault what goes wrong
/// @param strike which requests it goes wrong for
/// @param ways in what the provider differs from the usual
record Behaviour(Pace pace, Length length, OptionalLong seed, Optional<Fault> fault, Strike strike, Ways ways) {

    /// How long an answer is.
    ///
    /// @param tokens of visible text (`tokens`)
    /// @param thinking of thought (`thinking`)
    record Length(OptionalInt tokens, OptionalInt thinking) {}

    /// Which requests a fault strikes.
    ///
    /// @param times only the first so many of a counter; absent for all (`times`)
    /// @param counter the counter's name; absent for the model name as sent (`key`)
    /// @param apiKey only requests with this API key (`only-key`)
    /// @param retryAfter seconds, for the header `retry-after` (`retry-after`)
    record Strike(
            OptionalInt times, Optional<String> counter, Optional<String> apiKey, Optional<Duration> retryAfter) {}

    /// In what a provider differs from the usual.
    ///
    /// @param prefill what becomes of an assistant turn at the end (`prefill`)
    /// @param reasoning what OpenAI's dialect shows of its reasoning (`reasoning`)
    /// @param unknown what becomes of an unknown field (`unknown-fields`)
    record Ways(Prefill prefill, Reasoning reasoning, Unknown unknown) {}

    /// What becomes of an assistant turn at the end of a conversation.
    enum Prefill {
        CONTINUE,
        REFUSE,
        IGNORE,
        DEFAULT
    }

    /// What OpenAI's dialect shows of its reasoning.
    enum Reasoning {
        HIDDEN,
        REASONING_CONTENT,
        REASONING
    }

    /// What becomes of an unknown field of a request.
    enum Unknown {
        REFUSE,
        ACCEPT
    }

    /// One option of the grammar.
    record Option(String name, String example, String meaning) {}

    static final List<Option> OPTIONS = List.of(
            new Option("ttft", "2s", "wait before the first token"),
            new Option("tps", "50", "tokens a second after the first; unlimited without it"),
            new Option("latency", "1s", "time until the whole answer is out"),
            new Option("tokens", "60", "length of the answer"),
            new Option("thinking", "20", "length of the thought, where the model thinks"),
            new Option("chunk", "4", "tokens in one event of a stream; 1 without it"),
            new Option("split", "7", "most bytes in one write; no limit without it"),
            new Option("seed", "7", "another seed, so another answer"),
            new Option("fault", "cut@40", "what goes wrong"),
            new Option("times", "2", "the fault strikes the first so many requests, then all is well"),
            new Option("key", "a", "the counter of times and down; the model name without it"),
            new Option("only-key", "sk-1", "the fault strikes requests with this API key only"),
            new Option("retry-after", "2s", "the header retry-after of the fault's answer"),
            new Option("prefill", "refuse", "an assistant turn at the end: continue, refuse, ignore"),
            new Option("reasoning", "reasoning_content", "what Chat shows of it: hidden, reasoning_content, reasoning"),
            new Option("unknown-fields", "accept", "unknown fields of a request: refuse, accept"));

    /// Reads layers of `name=value` pairs, joined by `+`, `,` or blanks; a later layer wins.
    ///
    /// @throws IllegalArgumentException that names the options there are
    static Behaviour parse(String... layers) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String layer : layers) {
            for (String pair : layer.split("[+,\\s]+", -1)) {
                if (!pair.isEmpty()) {
                    put(values, pair);
                }
            }
        }
        return values.isEmpty() ? PLAIN : build(values);
    }

    private static final Behaviour PLAIN = build(Map.of());

    private static void put(Map<String, String> values, String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals).toLowerCase(Locale.ROOT);
        if (OPTIONS.stream().noneMatch(option -> option.name.equals(name))) {
            throw new IllegalArgumentException("unknown simulator option '" + name + "'; the options are "
                    + String.join(", ", OPTIONS.stream().map(Option::name).toList()));
        }
        if (equals < 0 || equals == pair.length() - 1) {
            throw new IllegalArgumentException("simulator option '" + name + "' needs a value: " + name + "=…");
        }
        values.put(name, pair.substring(equals + 1));
    }

    private static Behaviour build(Map<String, String> values) {
        Pace pace = new Pace(
                duration(values, "ttft").orElse(Duration.ZERO),
                Optional.ofNullable(values.get("tps")).map(Behaviour::rate).orElse(0.0),
                duration(values, "latency").orElse(Duration.ZERO),
                Math.max(1, count(values, "chunk").orElse(1)),
                count(values, "split").orElse(0));
        Strike strike = new Strike(
                count(values, "times"),
                Optional.ofNullable(values.get("key")),
                Optional.ofNullable(values.get("only-key")),
                duration(values, "retry-after"));
        Ways ways = new Ways(
                choice(values, "prefill", Prefill.DEFAULT),
                choice(values, "reasoning", Reasoning.HIDDEN),
                choice(values, "unknown-fields", Unknown.REFUSE));
        String seed = values.get("seed");
        return new Behaviour(
                pace,
                new Length(count(values, "tokens"), count(values, "thinking")),
                seed == null ? OptionalLong.empty() : OptionalLong.of(Quantity.count(seed)),
                Optional.ofNullable(values.get("fault")).map(FaultGrammar::parse),
                strike,
                ways);
    }

    private static Optional<Duration> duration(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).map(Quantity::duration);
    }

    private static OptionalInt count(Map<String, String> values, String name) {
        String value = values.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Quantity.count(value));
    }

    private static double rate(String text) {
        try {
            double rate = Double.parseDouble(text);
            if (rate > 0 && rate <= 1_000_000) {
                return rate;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("tps is a number of tokens a second, not '" + text + "'", notANumber);
        }
        throw new IllegalArgumentException("tps is more than 0 and at most 1000000, not '" + text + "'");
    }

    private static <E extends Enum<E>> E choice(Map<String, String> values, String name, E otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
            if (each.name().equalsIgnoreCase(value)) {
                return each;
            }
        }
        throw new IllegalArgumentException("simulator option '" + name + "' does not know '" + value + "'");
    }
}
