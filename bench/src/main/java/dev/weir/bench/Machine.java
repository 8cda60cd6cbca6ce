package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Where and what was measured.
record Machine(String cpu, int cores, String kernel, String jdk, String nginx, String wrk, String commit) {
    static Machine here(Path root) throws IOException, InterruptedException {
        String model = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
        String changes = says(root, "git", "status", "--porcelain", "--untracked-files=no");
        return new Machine(
                model,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                says(root, "nginx", "-v").replace("nginx version: ", ""),
                says(root, "wrk", "-v").lines().findFirst().orElse("").replaceAll(" Copyright.*", ""),
                says(root, "git", "rev-parse", "--short=12", "HEAD") + (changes.isEmpty() ? "" : " with changes"));
    }

    private static String says(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String words = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return words.trim();
    }
}
