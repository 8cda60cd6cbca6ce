package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import dev.weir.route.Comparison;
import dev.weir.route.Cost;
import dev.weir.route.Plan;
import dev.weir.route.Receipt;
import dev.weir.route.Shadows;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A receipt as JSON, for its caller and for the operator.
final class ReceiptJson {
    private ReceiptJson() {}

    /// All of it, and how its copy did.
    static ObjectNode full(Receipt receipt, Shadows shadows) {
        ObjectNode out = full(receipt);
        Comparison copy = shadows.find(receipt.id());
        if (copy != null) {
            ObjectNode shadow = line(copy.receipt());
            shadow.remove(List.of("id", "at", "key", "dialect", "model", "delivery", "configuration"));
            if (copy.likeness() != null) {
                shadow.put("likeness", Math.round(copy.likeness() * 1e3) / 1e3);
            }
            out.set("shadow", shadow);
        }
        return out;
    }

    /// All of it.
    static ObjectNode full(Receipt receipt) {
        ObjectNode out = line(receipt);
        ArrayNode attempts = out.putArray("attempts");
        for (Receipt.Attempt attempt : receipt.attempts()) {
            ObjectNode row = attempts.addObject();
            row.put("target", attempt.target());
            row.put("lane", word(attempt.lane()));
            row.put("reason", attempt.reason());
            row.put("status", attempt.status());
            row.put("ms", millis(attempt.took()));
            if (attempt.failure() != null) {
                row.set("failure", failure(attempt.failure()));
            }
        }
        ArrayNode leftOut = out.putArray("left_out");
        for (Plan.LeftOut left : receipt.leftOut()) {
            leftOut.addObject().put("target", left.target()).put("reason", left.reason());
        }
        ObjectNode losses = out.putObject("losses");
        losses.set("request", losses(receipt.requestLosses()));
        losses.set("response", losses(receipt.responseLosses()));
        Usage usage = receipt.usage();
        if (usage != null && usage.raw() != null) {
            ((ObjectNode) out.get("usage")).set("raw", usage.raw().node());
        }
        return out;
    }

    /// What stands on the first level.
    static ObjectNode line(Receipt receipt) {
        ObjectNode out = Json.object();
        out.put("id", receipt.id());
        out.put("at", receipt.at().toString());
        out.put("key", receipt.key());
        out.put("dialect", receipt.dialect());
        out.put("model", receipt.requested());
        out.put("delivery", word(receipt.delivery()));
        out.put("configuration", receipt.configuration());
        out.put("outcome", word(receipt.outcome()));
        if (receipt.target() != null) {
            out.put("target", receipt.target());
        }
        if (receipt.lane() != null) {
            out.put("lane", word(receipt.lane()));
        }
        out.put("tries", receipt.attempts().size());
        out.put("ms", millis(receipt.timing().total()));
        if (receipt.timing().firstToken() != null) {
            out.put("first_token_ms", millis(receipt.timing().firstToken()));
        }
        if (!receipt.timing().queued().isZero()) {
            out.put("queued_ms", millis(receipt.timing().queued()));
        }
        if (receipt.finish() != null) {
            out.put("finish", receipt.finish());
        }
        out.putObject("verdict")
                .put("request", word(Receipt.fidelity(receipt.requestLosses())))
                .put("response", word(Receipt.fidelity(receipt.responseLosses())));
        usage(out, receipt.usage());
        cost(out.putObject("cost"), receipt.cost());
        if (receipt.failure() != null) {
            out.set("failure", failure(receipt.failure()));
        }
        if (receipt.imprint() != null) {
            out.set("asked", receipt.imprint().node());
        }
        return out;
    }

    private static void cost(ObjectNode out, Cost cost) {
        switch (cost) {
            case Cost.Known known -> {
                out.put("usd", known.amount().inDollars().stripTrailingZeros());
                if (known.source() == Usage.Source.ESTIMATED) {
                    out.put("estimated", true);
                }
            }
            case Cost.Unknown unknown -> out.putNull("usd").put("why", unknown.why());
        }
    }

    private static void usage(ObjectNode out, @Nullable Usage usage) {
        if (usage == null) {
            out.putNull("usage");
            return;
        }
        ObjectNode row = out.putObject("usage");
        row.put("source", word(usage.source()));
        if (usage.service().tier() != null) {
            row.put("tier", usage.service().tier());
        }
        if (usage.service().searches() > 0) {
            row.put("searches", usage.service().searches());
        }
        if (usage.service().lookups() > 0) {
            row.put("file_searches", usage.service().lookups());
        }
        ObjectNode input = row.putObject("input");
        input.put("fresh", usage.input().fresh());
        input.put("cache_read", usage.input().cacheRead());
        input.put("cache_write", usage.input().cacheWrite());
        input.put("cache_write_long", usage.input().cacheWriteLong());
        input.put("tool_use", usage.input().toolUse());
        input.put("audio", usage.input().audio());
        ObjectNode output = row.putObject("output");
        output.put("visible", usage.output().visible());
        output.put("reasoning", usage.output().reasoning());
        output.put("audio", usage.output().audio());
        output.put("images", usage.output().images());
    }

    private static ArrayNode losses(List<Loss> losses) {
        ArrayNode out = Json.array();
        for (Loss loss : losses) {
            out.addObject()
                    .put("path", loss.path())
                    .put("verdict", word(loss.verdict()))
                    .put("lossy", loss.lossy())
                    .put("reason", loss.reason());
        }
        return out;
    }

    private static ObjectNode failure(Failure failure) {
        return Json.object().put("kind", FailureWords.kind(failure)).put("message", failure.message());
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
