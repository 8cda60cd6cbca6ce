package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.route.Plan;
import dev.weir.route.Step;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A plan as JSON: who is asked in which order and why, and who is left out and why.
public final class PlanJson {
    /// More than this does not go into a header.
    private static final int MOST = 4_096;

    private PlanJson() {}

    /// All of it.
    public static ObjectNode full(Plan plan) {
        ObjectNode out = Json.object();
        ArrayNode steps = out.putArray("steps");
        for (Step step : plan.steps()) {
            ObjectNode row = steps.addObject();
            row.put("target", step.target().name())
                    .put("why", step.reason())
                    .put("lane", step.lane().name().toLowerCase(Locale.ROOT))
                    .put("dialect", step.door().dialect())
                    .put("url", step.door().base().toString());
            if (step.room() != null) {
                row.put("places", step.room().describe());
            }
        }
        leftOut(out, plan.leftOut());
        out.put("total_ms", plan.total().toMillis());
        return out;
    }

    /// As the value of a header: targets and reasons, ASCII alone, cut off where it is too long.
    public static String header(Plan plan) {
        ObjectNode out = Json.object();
        ArrayNode steps = out.putArray("steps");
        for (Step step : plan.steps()) {
            steps.addObject().put("target", step.target().name()).put("why", step.reason());
        }
        leftOut(out, plan.leftOut());
        ArrayNode left = out.withArray("left_out");
        String text = ascii(out);
        int cut = 0;
        while (text.length() > MOST && left.size() + steps.size() > 1) {
            ArrayNode longer = left.isEmpty() ? steps : left;
            longer.remove(longer.size() - 1);
            out.put("more", ++cut);
            text = ascii(out);
        }
        return text;
    }

    static void leftOut(ObjectNode out, List<Plan.LeftOut> leftOut) {
        ArrayNode left = out.putArray("left_out");
        for (Plan.LeftOut one : leftOut) {
            left.addObject().put("target", one.target()).put("why", one.reason());
        }
    }

    private static String ascii(ObjectNode node) {
        String text = node.toString();
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }
}
