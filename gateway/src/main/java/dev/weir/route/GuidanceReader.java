package dev.weir.route;

import dev.weir.catalog.Meter;
import dev.weir.catalog.Money;
import dev.weir.chat.Failure;
import dev.weir.dialect.Json;
import dev.weir.flow.Deadlines;
import dev.weir.ledger.Priority;
import dev.weir.route.Demands.Parameters;
import dev.weir.route.Demands.PriceCap;
import dev.weir.route.Demands.Privacy;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.Splice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads how a caller wants one request to be routed: OpenRouter's `models` and `provider`, LiteLLM's and Bifrost's
/// `fallbacks`, and Weir's own headers. What stood in the body is taken out of it, for no provider knows it.
final class GuidanceReader {
    private static final List<String> OPENROUTERS = List.of("models", "provider");
    private static final List<String> ALL = List.of("models", "provider", "fallbacks");

    private final WishReader wishes;

    GuidanceReader(Directory directory) {
        this.wishes = new WishReader(directory);
    }

    /// What a request says.
    ///
    /// @param body without what was said in it
    /// @param members of the body in which it was said
    record Said(Guidance guidance, byte[] body, Map<String, JsonNode> members) {}

    /// @param members of the body that guide
    Said read(byte[] body, Members members, Heads heads) throws Unclear {
        Map<String, JsonNode> said = switch (members) {
            case ALL -> members(body, ALL);
            case BUT_FALLBACKS -> members(body, OPENROUTERS);
            case NONE -> Map.of();
        };
        List<Guidance.Other> others = new ArrayList<>();
        wishes.models(said.get("models"), others);
        wishes.fallbacks(said.get("fallbacks"), others);
        JsonNode provider = said.get("provider");
        if (provider != null && provider.isNull()) {
            provider = null;
        }
        Selection selection = provider == null ? Selection.NONE : wishes.selection(provider);
        Demands demands = provider == null ? Demands.NONE : wishes.demands(provider);
        HeaderWishes headers = heads.speakToWeir() ? HeaderWishes.read(heads) : HeaderWishes.NONE;
        Guidance guidance = new Guidance(
                others,
                selection,
                demands.and(headers.demands()),
                headers.deadlines(),
                headers.priority(),
                headers.telling());
        return new Said(guidance, said.isEmpty() ? body : without(body, said.keySet()), said);
    }

    /// Which members of a body the gateway reads, and takes out.
    enum Members {
        ALL,
        /// `fallbacks` is a word of Anthropic's own.
        BUT_FALLBACKS,
        /// They go on as they are: the provider knows them itself, or there are none.
        NONE
    }

    /// Something is said that is not understood.
    static final class Unclear extends Exception {
        private final String path;

        /// @param path of the field, or the name of the header
        Unclear(String path, String message) {
            super(message, null, false, false);
            this.path = path;
        }

        Failure.BadRequest failure() {
            return new Failure.BadRequest("Invalid '" + path + "': " + getMessage(), path, "invalid_value");
        }
    }

    /// The members of the body that guide, null ones left out.
    private static Map<String, JsonNode> members(byte[] body, List<String> names) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        JsonCursor json = new JsonCursor(body, 0, body.length);
        if (json.enterObject()) {
            while (json.next()) {
                for (String name : names) {
                    if (json.nameIs(name)) {
                        int from = json.valueFrom();
                        JsonNode value = Json.readOrNull(body, from, json.valueTo());
                        if (value != null) {
                            found.put(name, value);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static byte[] without(byte[] body, Set<String> names) {
        Splice splice = new Splice(body);
        for (String name : names) {
            Splice.@Nullable Member member = splice.root().get(name);
            while (member != null) {
                member.remove(splice.root());
                member = splice.root().get(name);
            }
        }
        return splice.toBytes();
    }

    /// What the headers say.
    private record HeaderWishes(
            Demands demands, Deadlines deadlines, @Nullable Priority priority, Guidance.Telling telling) {
        static final HeaderWishes NONE =
                new HeaderWishes(Demands.NONE, Deadlines.NONE, null, Guidance.Telling.ON_THE_RECEIPT);

        static HeaderWishes read(Heads heads) throws Unclear {
            HeaderWords.known(heads);
            var total = HeaderWords.duration(heads, "x-weir-deadline");
            var first = HeaderWords.duration(heads, "x-weir-first-token");
            String region = HeaderWords.word(heads, "x-weir-region");
            String data = HeaderWords.word(heads, "x-weir-data");
            Money most = HeaderWords.dollars(heads, "x-weir-max-cost");
            Demands demands = region == null && data == null && most == null
                    ? Demands.NONE
                    : new Demands(
                            region, data, Privacy.ANY, new PriceCap(null, null, null, most), Parameters.AS_MANY_AS_CAN);
            Deadlines deadlines =
                    total == null && first == null ? Deadlines.NONE : new Deadlines(null, first, null, null, total);
            return new HeaderWishes(
                    demands,
                    deadlines,
                    HeaderWords.priority(heads, "x-weir-priority"),
                    HeaderWords.flag(heads, "x-weir-explain")
                            ? Guidance.Telling.ON_THE_ANSWER
                            : Guidance.Telling.ON_THE_RECEIPT);
        }
    }

    /// Dollars as a caller writes them.
    static Money dollars(String text, String path) throws Unclear {
        try {
            return Meter.REQUEST.price(text);
        } catch (IllegalArgumentException e) {
            throw new Unclear(path, "`" + text + "` is no amount of dollars. Write it like 0.02.");
        }
    }
}
