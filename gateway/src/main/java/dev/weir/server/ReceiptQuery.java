package dev.weir.server;

import dev.weir.catalog.DidYouMean;
import dev.weir.route.Receipt;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which receipts an operator wants to see: `?outcome=failed&key=shop&limit=20`. Different filters must all hold; a
/// filter that stands there twice must hold once.
///
/// @param wanted by all filters
/// @param most how many at most
record ReceiptQuery(Predicate<Receipt> wanted, int most) {
    private static final int USUAL = 50;
    private static final int MOST = 1_000;
    private static final String LIMIT = "limit";

    private static final Map<String, BiPredicate<Receipt, String>> FILTERS = Map.of(
            "key", (receipt, value) -> receipt.key().equals(value),
            "model", (receipt, value) -> receipt.requested().equals(value),
            "target", (receipt, value) -> value.equals(receipt.target()),
            "dialect", (receipt, value) -> receipt.dialect().equals(value),
            "lane", (receipt, value) -> receipt.lane() != null && isWord(receipt.lane(), value),
            "outcome", (receipt, value) -> isWord(receipt.outcome(), value),
            "failure",
                    (receipt, value) -> receipt.failure() != null
                            && FailureWords.kind(receipt.failure()).equals(value),
            "verdict", (receipt, value) -> isWord(verdict(receipt), value),
            "since", (receipt, value) -> !receipt.at().isBefore(Instant.parse(value)),
            "until", (receipt, value) -> receipt.at().isBefore(Instant.parse(value)));

    /// What became of a query: it is understood, or says why not.
    sealed interface Read {
        record Understood(ReceiptQuery query) implements Read {}

        record Wrong(String why) implements Read {}
    }

    /// @param query of the address, percent-encoded, or null
    static Read read(@Nullable String query) {
        Map<String, List<String>> said = new TreeMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                said.computeIfAbsent(decoded(name), _ -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        int most = USUAL;
        Predicate<Receipt> wanted = _ -> true;
        for (Map.Entry<String, List<String>> filter : said.entrySet()) {
            String wrong = wrong(filter.getKey(), filter.getValue());
            if (wrong != null) {
                return new Read.Wrong(wrong);
            }
            if (filter.getKey().equals(LIMIT)) {
                most = Integer.parseInt(filter.getValue().getLast());
            } else {
                wanted = wanted.and(anyOf(filter.getKey(), filter.getValue()));
            }
        }
        return new Read.Understood(new ReceiptQuery(wanted, most));
    }

    private static Predicate<Receipt> anyOf(String name, List<String> values) {
        BiPredicate<Receipt, String> filter = FILTERS.getOrDefault(name, (_, _) -> false);
        return receipt -> values.stream().anyMatch(value -> filter.test(receipt, value));
    }

    private static @Nullable String wrong(String name, List<String> values) {
        if (name.equals(LIMIT)) {
            String value = values.getLast();
            boolean number = value.matches("[0-9]{1,4}") && Integer.parseInt(value) >= 1;
            return number && Integer.parseInt(value) <= MOST ? null : "limit is a number from 1 to " + MOST + ".";
        }
        if (!FILTERS.containsKey(name)) {
            List<String> known = new ArrayList<>(FILTERS.keySet());
            known.add(LIMIT);
            known.sort(null);
            return "There is no filter `" + name + "`. "
                    + DidYouMean.nearest(name, known)
                            .map(near -> "Did you mean `" + near + "`?")
                            .orElse("Known here: " + String.join(", ", known) + ".");
        }
        boolean time = name.equals("since") || name.equals("until");
        return time && !values.stream().allMatch(ReceiptQuery::isInstant)
                ? name + " is a time in UTC, like 2026-11-22T21:59:15Z."
                : null;
    }

    private static boolean isInstant(String value) {
        try {
            Instant.parse(value);
            return true;
        } catch (DateTimeException e) {
            // Said to the operator by the caller of this.
            return false;
        }
    }

    /// Lossy when either way was.
    private static Receipt.Fidelity verdict(Receipt receipt) {
        Receipt.Fidelity request = Receipt.fidelity(receipt.requestLosses());
        return request == Receipt.Fidelity.LOSSY ? request : Receipt.fidelity(receipt.responseLosses());
    }

    private static boolean isWord(Enum<?> constant, String value) {
        return constant.name().toLowerCase(Locale.ROOT).equals(value);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A per cent sign that encodes nothing stands for itself.
            return text;
        }
    }
}
