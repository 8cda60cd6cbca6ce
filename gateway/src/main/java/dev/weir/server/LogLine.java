package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.chat.Usage;
import dev.weir.route.Receipt;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A receipt as one line of JSON: no texts of the exchange, and counts in place of lists. Written by hand, for there is
/// one for every exchange.
final class LogLine {
    private LogLine() {}

    static void write(Receipt receipt, ByteSink out) {
        out.ascii("{\"id\":").json(receipt.id());
        out.ascii(",\"at\":").json(receipt.at().toString());
        out.ascii(",\"key\":").json(receipt.key());
        out.ascii(",\"dialect\":").json(receipt.dialect());
        out.ascii(",\"model\":").json(receipt.requested());
        out.ascii(",\"delivery\":").json(word(receipt.delivery()));
        out.ascii(",\"configuration\":").number(receipt.configuration());
        out.ascii(",\"outcome\":").json(word(receipt.outcome()));
        text(out, "target", receipt.target());
        if (receipt.lane() != null) {
            text(out, "lane", word(receipt.lane()));
        }
        out.ascii(",\"tries\":").number(receipt.attempts().size());
        out.ascii(",\"ms\":");
        millis(out, receipt.timing().total());
        if (receipt.timing().firstToken() != null) {
            out.ascii(",\"first_token_ms\":");
            millis(out, receipt.timing().firstToken());
        }
        text(out, "finish", receipt.finish());
        usage(out, receipt.usage());
        Failure failure = receipt.failure();
        if (failure != null) {
            out.ascii(",\"failure\":{\"kind\":").json(FailureWords.kind(failure));
            out.ascii(",\"message\":").json(failure.message()).write('}');
        }
        out.ascii("}\n");
    }

    private static void usage(ByteSink out, @Nullable Usage usage) {
        if (usage == null) {
            out.ascii(",\"usage\":null");
            return;
        }
        out.ascii(",\"usage\":{\"source\":").json(word(usage.source()));
        out.ascii(",\"input\":{\"fresh\":").number(usage.input().fresh());
        out.ascii(",\"cache_read\":").number(usage.input().cacheRead());
        out.ascii(",\"cache_write\":").number(usage.input().cacheWrite());
        out.ascii(",\"cache_write_long\":").number(usage.input().cacheWriteLong());
        out.ascii(",\"tool_use\":").number(usage.input().toolUse());
        out.ascii(",\"audio\":").number(usage.input().audio());
        out.ascii("},\"output\":{\"visible\":").number(usage.output().visible());
        out.ascii(",\"reasoning\":").number(usage.output().reasoning());
        out.ascii(",\"audio\":").number(usage.output().audio());
        out.ascii(",\"images\":").number(usage.output().images());
        out.ascii("}}");
    }

    private static void text(ByteSink out, String name, @Nullable String value) {
        if (value != null) {
            out.ascii(",\"").ascii(name).ascii("\":").json(value);
        }
    }

    /// Milliseconds with microseconds behind the point.
    private static void millis(ByteSink out, Duration duration) {
        long micros = duration.toNanos() / 1_000;
        long rest = micros % 1_000;
        out.number(micros / 1_000).write('.');
        out.ascii(rest < 10 ? "00" : rest < 100 ? "0" : "").number(rest);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
