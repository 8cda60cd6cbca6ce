package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A process that the bench started, and stops: at its end, or at the bench's own, Ctrl-C included.
final class Running implements AutoCloseable {
    private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(Running::stop), "stop what was started"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private Running(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Starts a command whose output goes to a file. The environment is this one's without provider keys, and `more`.
    static Running start(String name, Path folder, Path log, Map<String, String> more, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.endsWith("_API_KEY") || key.endsWith("_BASE_URL"));
        builder.environment().putAll(more);
        return new Running(name, register(builder.start()), log);
    }

    /// Sees to it that a process does not outlive the bench.
    static Process register(Process process) {
        ALL.removeIf(one -> !one.isAlive());
        ALL.add(process);
        return process;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Says what the process said last.
    String lastWords() throws IOException {
        var lines = Files.readAllLines(log);
        return name + " said:\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
