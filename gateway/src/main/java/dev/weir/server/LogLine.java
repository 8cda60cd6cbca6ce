package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import dev.weir.route.Cost;
import dev.weir.route.ProbeRecord;
import dev.weir.route.Receipt;
import dev.weir.wire.ByteSink;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A receipt as one line of JSON: no texts of the exchange, and counts in place of lists. Written by hand, for there is
/// one for every exchange.
final class LogLine {
    /// The second that was written last, up to its point: `2026-11-22T21:59:15.`
    private String second = "";
    private long epochSecond = Long.MIN_VALUE;

    void write(Receipt receipt, ByteSink out) {
        out.ascii("{\"id\":").json(receipt.id());
        out.ascii(",\"at\":\"");
        at(receipt.at(), out);
        out.write('"');
        out.ascii(",\"key\":").json(receipt.key());
        out.ascii(",\"dialect\":").json(receipt.dialect());
        out.ascii(",\"model\":").json(receipt.requested());
        word(out, "delivery", receipt.delivery());
        out.ascii(",\"configuration\":").number(receipt.configuration());
        word(out, "outcome", receipt.outcome());
        text(out, "target", receipt.target());
        if (receipt.lane() != null) {
            word(out, "lane", receipt.lane());
        }
        out.ascii(",\"tries\":").number(receipt.attempts().size());
        out.ascii(",\"ms\":");
        millis(out, receipt.timing().total());
        if (receipt.timing().firstToken() != null) {
            out.ascii(",\"first_token_ms\":");
            millis(out, receipt.timing().firstToken());
        }
        if (!receipt.timing().queued().isZero()) {
            out.ascii(",\"queued_ms\":");
            millis(out, receipt.timing().queued());
        }
        text(out, "finish", receipt.finish());
        usage(out, receipt.usage());
        cost(out, receipt.cost());
        failure(out, receipt.failure());
        if (receipt.imprint() != null) {
            out.ascii(",\"asked\":").write(Json.bytes(receipt.imprint().node()));
        }
        out.ascii("}\n");
    }

    /// A request of the gateway's own: `"kind":"probe"`.
    void write(ProbeRecord probe, ByteSink out) {
        out.ascii("{\"kind\":\"").ascii(ProbeRecord.KIND).ascii("\",\"at\":\"");
        at(probe.at(), out);
        out.ascii("\",\"target\":").json(probe.target());
        out.ascii(",\"ms\":");
        millis(out, probe.took());
        usage(out, probe.usage());
        cost(out, probe.cost());
        failure(out, probe.failure());
        out.ascii("}\n");
    }

    private static void failure(ByteSink out, @Nullable Failure failure) {
        if (failure != null) {
            out.ascii(",\"failure\":{\"kind\":").json(FailureWords.kind(failure));
            out.ascii(",\"message\":").json(failure.message()).write('}');
        }
    }

    /// An instant to the microsecond, in UTC.
    private void at(Instant at, ByteSink out) {
        if (at.getEpochSecond() != epochSecond) {
            epochSecond = at.getEpochSecond();
            second = Instant.ofEpochSecond(epochSecond).toString().replace("Z", ".");
        }
        out.ascii(second);
        int micros = at.getNano() / 1_000;
        for (int digit = 100_000; digit > 0; digit /= 10) {
            out.write('0' + micros / digit % 10);
        }
        out.write('Z');
    }

    private static void usage(ByteSink out, @Nullable Usage usage) {
        if (usage == null) {
            out.ascii(",\"usage\":null");
            return;
        }
        out.ascii(",\"usage\":{\"source\":\"");
        lower(out, usage.source());
        out.write('"');
        text(out, "tier", usage.service().tier());
        count(out, ",\"searches\":", usage.service().searches());
        count(out, ",\"file_searches\":", usage.service().lookups());
        out.ascii(",\"input\":{\"fresh\":").number(usage.input().fresh());
        count(out, ",\"cache_read\":", usage.input().cacheRead());
        count(out, ",\"cache_write\":", usage.input().cacheWrite());
        count(out, ",\"cache_write_long\":", usage.input().cacheWriteLong());
        count(out, ",\"tool_use\":", usage.input().toolUse());
        count(out, ",\"audio\":", usage.input().audio());
        out.ascii("},\"output\":{\"visible\":").number(usage.output().visible());
        count(out, ",\"reasoning\":", usage.output().reasoning());
        count(out, ",\"audio\":", usage.output().audio());
        count(out, ",\"images\":", usage.output().images());
        out.ascii("}}");
    }

    /// A count that is mostly nought, and then not written.
    private static void count(ByteSink out, String name, long count) {
        if (count != 0) {
            out.ascii(name).number(count);
        }
    }

    private static void cost(ByteSink out, Cost cost) {
        switch (cost) {
            case Cost.Known known -> {
                out.ascii(",\"cost\":{\"usd\":").ascii(known.amount().toString());
                out.ascii(known.source() == Usage.Source.ESTIMATED ? ",\"estimated\":true}" : "}");
            }
            case Cost.Unknown unknown ->
                out.ascii(",\"cost\":{\"usd\":null,\"why\":")
                        .json(unknown.why())
                        .write('}');
        }
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

    private static void word(ByteSink out, String name, Enum<?> constant) {
        out.ascii(",\"").ascii(name).ascii("\":\"");
        lower(out, constant);
        out.write('"');
    }

    /// A constant's name in lower case.
    private static void lower(ByteSink out, Enum<?> constant) {
        String name = constant.name();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.write(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        }
    }
}
