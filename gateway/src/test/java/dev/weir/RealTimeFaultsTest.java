package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// The rows of the table of faults at the limits that are in use, all cases at once but for the floods.
@Tag("long")
class RealTimeFaultsTest {
    private static final int AT_ONCE = 64;

    private record Met(String row, double seconds) {}

    @Test
    void everyFaultIsSurvivedInRealTime(TestReporter reporter) throws Exception {
        try (FaultRig rig = new FaultRig(FaultPace.REAL)) {
            report(met(rig), reporter);
        }
    }

    private static List<Met> met(FaultRig rig) throws Exception {
        Semaphore atOnce = new Semaphore(AT_ONCE);
        List<Met> met = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Met>> under = new ArrayList<>();
            for (FaultRig.Case one : FaultRig.cases()) {
                int room = one.row().id().startsWith("F19") ? AT_ONCE : 1;
                under.add(threads.submit(meets(rig, one, atOnce, room)));
            }
            for (Future<Met> future : under) {
                met.add(future.get());
            }
        }
        return met;
    }

    /// @param room how many of the permits it takes
    private static Callable<Met> meets(FaultRig rig, FaultRig.Case one, Semaphore atOnce, int room) {
        return () -> {
            atOnce.acquire(room);
            try {
                long begun = System.nanoTime();
                rig.check(one);
                return new Met(one.row().id() + " " + one.way(), (System.nanoTime() - begun) / 1e9);
            } catch (AssertionError e) {
                throw new AssertionError(one.id() + ": " + e.getMessage(), e);
            } finally {
                atOnce.release(room);
            }
        };
    }

    private static void report(List<Met> met, TestReporter reporter) {
        met.stream().map(Met::row).distinct().forEach(row -> {
            double slowest = met.stream()
                    .filter(one -> one.row().equals(row))
                    .mapToDouble(Met::seconds)
                    .max()
                    .orElseThrow();
            reporter.publishEntry(row, String.format(Locale.ROOT, "%.1f s", slowest));
            if (row.startsWith("F7 ")) {
                assertThat(slowest).as("answered by the fallback").isLessThan(15);
            }
        });
    }
}
