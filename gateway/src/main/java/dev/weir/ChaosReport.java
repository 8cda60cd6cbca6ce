package dev.weir;

import dev.weir.chat.Delivery;
import dev.weir.route.VirtualModel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a run of `weir chaos` has shown, as text and as a page.
final class ChaosReport {
    private static final String LINE = "  %-4s %-4s %-29s %-8s %-15s %6s %8s %6s  %s%n";

    private final List<Chaos.Result> results;
    private final Set<String> alone;

    ChaosReport(List<VirtualModel> models, List<Chaos.Result> results) {
        this.results = List.copyOf(results);
        this.alone = models.stream()
                .filter(model -> model.targets().size() == 1)
                .map(VirtualModel::name)
                .collect(Collectors.toSet());
    }

    boolean isRight() {
        return results.stream().allMatch(this::isRight);
    }

    private boolean isRight(Chaos.Result result) {
        return Chaos.isRight(result, alone.contains(result.model()));
    }

    String text() {
        StringBuilder out = new StringBuilder();
        String model = "";
        for (Chaos.Result result : results) {
            if (!result.model().equals(model)) {
                model = result.model();
                out.append(out.isEmpty() ? "" : "\n");
                out.append(model).append(alone.contains(model) ? " (one target, nowhere else to go)\n" : "\n");
                out.append(String.format(
                        Locale.ROOT,
                        LINE,
                        "",
                        "",
                        "the first target",
                        "asked",
                        "the caller gets",
                        "status",
                        "attempts",
                        "ms",
                        "by"));
            }
            out.append(String.format(
                    Locale.ROOT,
                    LINE,
                    isRight(result) ? "ok" : "BAD",
                    result.fault().id(),
                    result.fault().says(),
                    result.delivery() == Delivery.WHOLE ? "whole" : "streamed",
                    result.verdict().words(),
                    result.status(),
                    result.attempts(),
                    result.millis(),
                    by(result)));
            if (!isRight(result)) {
                out.append("            it should be: ")
                        .append(result.fault().right().words())
                        .append('\n');
            }
        }
        long bad = results.stream().filter(result -> !isRight(result)).count();
        out.append(results.size() - bad)
                .append(" as they should be, ")
                .append(bad)
                .append(" not.\n");
        return out.toString();
    }

    private static String by(Chaos.Result result) {
        return result.answeredBy() + (result.how().isEmpty() ? "" : ", " + result.how());
    }

    String html() {
        StringBuilder out = new StringBuilder("""
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>weir chaos</title>
                <style>
                body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2733 }
                table { border-collapse: collapse } td, th { padding: .25rem .8rem; text-align: left }
                tr:nth-child(even) { background: #f3f6f8 } .bad { background: #fbdcd8 !important }
                td.n { text-align: right }
                </style>
                <h1>What callers see when a provider misbehaves</h1>
                """);
        String model = "";
        for (Chaos.Result result : results) {
            if (!result.model().equals(model)) {
                out.append(model.isEmpty() ? "" : "</table>\n");
                model = result.model();
                out.append("<h2>")
                        .append(escaped(model))
                        .append("</h2>\n<table>\n<tr><th><th>the first target<th>asked<th>")
                        .append("the caller gets<th>status<th>attempts<th>ms<th>answered by</tr>\n");
            }
            out.append(isRight(result) ? "<tr>" : "<tr class=bad>");
            cell(out, result.fault().id());
            cell(out, result.fault().says());
            cell(out, result.delivery() == Delivery.WHOLE ? "whole" : "streamed");
            cell(out, result.verdict().words());
            number(out, result.status());
            number(out, result.attempts());
            number(out, result.millis());
            cell(out, by(result));
            out.append("</tr>\n");
        }
        return out.append("</table>\n</html>\n").toString();
    }

    private static void cell(StringBuilder out, String text) {
        out.append("<td>").append(escaped(text));
    }

    private static void number(StringBuilder out, long number) {
        out.append("<td class=n>").append(number);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
