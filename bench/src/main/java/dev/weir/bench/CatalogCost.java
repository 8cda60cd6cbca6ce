package dev.weir.bench;

import dev.weir.catalog.Catalog;
import dev.weir.wire.TreeReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// What the catalog costs a process that has just started: `./weir bench --catalog` runs it in fresh ones.
///
/// A start needs the rows of providers; the first request for a model needs the index of its provider and one line; a
/// bare name needs the index of every maker. What the JSON library costs the first who uses it stands apart: it is paid
/// with a catalog or without.
public final class CatalogCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long wall = System.nanoTime();
    private long cpu = THREADS.getCurrentThreadCpuTime();
    private long wallSum;
    private long cpuSum;

    private CatalogCost() {}

    public static void main(String[] args) {
        var cost = new CatalogCost();
        cost.lap("the clock itself");
        TreeReader.read("{\"a\":[1.5]}");
        cost.lap("the JSON library");
        cost.restart();
        var before = used();
        cost.restart();
        var catalog = Catalog.builtIn();
        cost.lap("providers");
        var openai = catalog.row("openai").orElseThrow();
        catalog.traits(openai, "gpt-4o");
        cost.lap("the first model");
        catalog.firstParty("a-name-that-nobody-knows");
        cost.lap("the first bare name");
        System.out.printf(
                "all %.1f ms, %.1f ms CPU; %.1f MB of heap%n",
                cost.wallSum / 1e6, cost.cpuSum / 1e6, (used() - before) / 1e6);
        if (catalog.rows().isEmpty()) {
            throw new IllegalStateException("a catalog that was collected costs nothing");
        }
    }

    private void restart() {
        wallSum = 0;
        cpuSum = 0;
        wall = System.nanoTime();
        cpu = THREADS.getCurrentThreadCpuTime();
    }

    private void lap(String what) {
        long cpuNow = THREADS.getCurrentThreadCpuTime();
        long wallNow = System.nanoTime();
        wallSum += wallNow - wall;
        cpuSum += cpuNow - cpu;
        System.out.printf("%-20s %6.1f ms %6.1f ms CPU%n", what, (wallNow - wall) / 1e6, (cpuNow - cpu) / 1e6);
        cpu = THREADS.getCurrentThreadCpuTime();
        wall = System.nanoTime();
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
