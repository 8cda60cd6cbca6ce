package dev.weir.route;

import dev.weir.catalog.DidYouMean;
import dev.weir.catalog.Money;
import dev.weir.ledger.Priority;
import dev.weir.route.GuidanceReader.Unclear;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values of Weir's own headers.
final class HeaderWords {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /// The headers that a request may address to the gateway.
    private static final Set<String> KNOWN = Set.of(
            "x-weir-deadline",
            "x-weir-first-token",
            "x-weir-max-cost",
            "x-weir-region",
            "x-weir-data",
            "x-weir-priority",
            "x-weir-strict",
            "x-weir-explain");

    private HeaderWords() {}

    /// A header that is misspelt must not be passed over: a request would leave its region.
    static void known(Heads heads) throws Unclear {
        for (String name : heads.all().keySet()) {
            if (name.startsWith("x-weir-") && !KNOWN.contains(name)) {
                String near = DidYouMean.nearest(name, KNOWN)
                        .map(word -> "Did you mean `" + word + "`?")
                        .orElse("Known are "
                                + String.join(", ", KNOWN.stream().sorted().toList()) + ".");
                throw new Unclear(name, "this gateway does not know this header. " + near);
            }
        }
    }

    /// `1500` and `1500ms`, `20s`, `2m`: longer than nothing.
    static @Nullable Duration duration(Heads heads, String name) throws Unclear {
        String said = heads.get(name);
        if (said == null) {
            return null;
        }
        Matcher parts = DURATION.matcher(said.strip());
        if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
            throw new Unclear(name, "`" + said + "` is no duration. Write it like 1500ms, 20s or 2m.");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (String.valueOf(parts.group(2))) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofMillis(count);
        };
    }

    static @Nullable String word(Heads heads, String name) throws Unclear {
        String said = heads.get(name);
        if (said != null && !WORD.matcher(said).matches()) {
            throw new Unclear(name, "`" + said + "` is no name. Letters, digits, - _ . are.");
        }
        return said;
    }

    static @Nullable Priority priority(Heads heads, String name) throws Unclear {
        String said = heads.get(name);
        Priority priority = said == null ? null : Priority.named(said).orElse(null);
        if (said != null && priority == null) {
            throw new Unclear(name, "`" + said + "` is no priority. Say low, normal or high.");
        }
        return priority;
    }

    static @Nullable Money dollars(Heads heads, String name) throws Unclear {
        String said = heads.get(name);
        return said == null ? null : GuidanceReader.dollars(said, name);
    }

    static boolean flag(Heads heads, String name) throws Unclear {
        String said = heads.get(name);
        if (said == null || said.equals("false") || said.equals("0")) {
            return false;
        }
        if (said.equals("true") || said.equals("1")) {
            return true;
        }
        throw new Unclear(name, "`" + said + "` is neither true nor false.");
    }
}
