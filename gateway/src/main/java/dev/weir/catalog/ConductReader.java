package dev.weir.catalog;

import dev.weir.chat.Traits;
import dev.weir.chat.UsageConvention;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads how a provider behaves, over what it would behave like otherwise.
final class ConductReader {
    private ConductReader() {}

    static Conduct read(JsonNode node, Conduct below) {
        var seals = node.has("seals") ? Fields.texts(node, "seals") : null;
        return new Conduct(
                word(node, "usage", below.usage(), UsageConvention.class),
                word(node, "stream-usage", below.streamUsage(), Conduct.StreamUsage.class),
                word(node, "unknown-fields", below.unknownFields(), Conduct.UnknownFields.class),
                seals == null ? below.issuer() : seals.isEmpty() ? "" : seals.getFirst(),
                word(node, "seals-hold", below.binding(), Conduct.Binding.class),
                seals == null ? below.acceptedSeals() : Set.copyOf(seals),
                word(node, "prefill", below.prefill(), Traits.Prefill.class),
                word(node, "keeps", below.keeps(), Conduct.Keeps.class),
                habits(node, below.habits()),
                word(node, "betas", below.betas(), Conduct.Betas.class));
    }

    private static Traits.Habits habits(JsonNode node, Traits.Habits below) {
        return new Traits.Habits(
                word(node, "cache-marks", below.caching(), Traits.Caching.class),
                node.has("echo") ? echo(node.path("echo")) : below.echo(),
                word(node, "documents", below.documents(), Traits.Documents.class));
    }

    private static Traits.Echo echo(JsonNode node) {
        Fields.only(node, "echo", Set.of("when", "field"));
        return new Traits.Echo(
                Fields.word(Traits.Echo.When.class, Fields.required(node, "when")), Fields.required(node, "field"));
    }

    private static <E extends Enum<E>> E word(JsonNode node, String key, E below, Class<E> type) {
        var text = Fields.text(node, key);
        return text == null ? below : Fields.word(type, text);
    }
}
