package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// What the kernel says of a process and its children, read from `/proc` (man page proc_pid_stat).
final class ProcessFigures {
    private static final long TICK_MICROS = 10_000;

    private ProcessFigures() {}

    /// User and system time spent so far.
    static Duration cpu(ProcessHandle process) throws IOException {
        long ticks = 0;
        for (ProcessHandle one : family(process)) {
            ticks += ticks(read(one, "stat"));
        }
        return Duration.ofNanos(ticks * TICK_MICROS * 1_000);
    }

    /// Resident memory in KiB.
    static long residentKib(ProcessHandle process) throws IOException {
        long sum = 0;
        for (ProcessHandle one : family(process)) {
            sum += residentKib(read(one, "status"));
        }
        return sum;
    }

    /// User and system time in clock ticks, of a line of `/proc/PID/stat`.
    static long ticks(String stat) {
        // The name, second, stands in parentheses and may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /// `VmRSS` of a text of `/proc/PID/status`.
    static long residentKib(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static Iterable<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static String read(ProcessHandle process, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (NoSuchFileException ended) {
            return "";
        }
    }
}
