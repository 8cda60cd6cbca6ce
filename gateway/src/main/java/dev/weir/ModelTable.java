package dev.weir;

import dev.weir.catalog.FactSheet;
import dev.weir.catalog.KnownModel;
import dev.weir.catalog.Meter;
import dev.weir.catalog.Meter.Unit;
import dev.weir.catalog.Modality;
import dev.weir.catalog.Mode;
import dev.weir.catalog.Source;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Models in lines for people.
final class ModelTable {
    private static final int WIDEST = 60;
    private static final String UNKNOWN = "-";

    private ModelTable() {}

    /// @param name as a caller would ask for it
    record Row(String name, KnownModel model, Traits traits) {}

    /// Everything that is known of one model.
    static List<String> card(Row row) {
        var lines = new ArrayList<String>();
        lines.add(row.name());
        FactSheet.of(row.model().facts()).forEach((what, so) -> lines.add("  %-28s %s".formatted(what, so)));
        return lines;
    }

    /// A line for each, with a head, and behind them what the signs mean.
    static List<String> of(List<Row> rows) {
        var width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        var format = "%-" + Math.min(WIDEST, width) + "s %9s %9s %10s %10s  %s";
        var lines = new ArrayList<String>();
        lines.add(format.formatted("MODEL", "CONTEXT", "ANSWER", "$ IN", "$ OUT", "WHAT IT CAN, AND WHO SAYS SO"));
        for (var row : rows) {
            lines.add(format.formatted(
                            row.name(),
                            number(row.traits().contextTokens()),
                            number(row.traits().maxOutputTokens()),
                            price(row.model(), Meter.INPUT),
                            price(row.model(), Meter.OUTPUT),
                            words(row))
                    .stripTrailing());
        }
        lines.add("");
        lines.add(
                "Prices are in US dollars for a million tokens, or for one of what is named; ? is doubtful, - unknown."
                        + " One model alone is shown with all that is known.");
        return lines;
    }

    private static String number(@Nullable Integer tokens) {
        return tokens == null ? UNKNOWN : tokens.toString();
    }

    private static String price(KnownModel model, Meter meter) {
        var prices = model.facts().prices();
        var price = prices.usual().of(meter);
        var shown = price == null ? UNKNOWN : meter.shown(price);
        return prices.isDoubtful(meter) ? shown + "?" : shown;
    }

    private static String words(Row row) {
        var words = new ArrayList<String>();
        var model = row.model();
        if (model.mode() != Mode.CHAT) {
            words.add(model.mode().word());
        }
        model.facts().prices().usual().each().forEach((meter, price) -> {
            if (meter.unit() == Unit.PIECE) {
                words.add("$" + meter.shown(price) + "/" + meter.word());
            }
        });
        model.facts().media().reads().stream()
                .filter(modality -> modality != Modality.TEXT)
                .sorted()
                .forEach(modality -> words.add(modality.word()));
        if (row.traits().tools() == Support.YES) {
            words.add("tools");
        }
        if (row.traits().structuredOutput() == Support.YES) {
            words.add("schema");
        }
        if (row.traits().thinking().known() == Support.YES || model.reasoning() == Support.YES) {
            words.add("thinking");
        }
        if (model.status() != null) {
            words.add(model.status().name().toLowerCase(Locale.ROOT));
        }
        var from = model.facts().origin().sources().stream().map(Source::label).collect(Collectors.joining(", "));
        return String.join(" ", words) + (from.isEmpty() ? "" : (words.isEmpty() ? "" : "  ") + "[" + from + "]");
    }
}
