package dev.weir.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command of the user's that says keys. It is run without a shell, reads nothing, may take so long and say so much,
/// and of what it says only that is shown to nobody: neither its arguments nor its output stand in a message, for both
/// may hold a secret.
///
/// @param words its program and arguments
/// @param patience how long it may take
record Command(List<String> words, Duration patience) {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final int MOST = 1 << 16;

    Command(List<String> words) {
        this(words, USUAL);
    }

    /// Runs it, and blocks until it has ended.
    ///
    /// @return what it wrote to its standard output
    String run() throws IOException {
        Process process = started();
        try {
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            Thread.ofVirtual().name("credentials-command").start(() -> read(process.getInputStream(), output));
            long end = System.nanoTime() + patience.toNanos();
            byte[] said = output.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (said.length > MOST) {
                throw new IOException("it said more than " + MOST / 1024 + " KB");
            }
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            if (process.exitValue() != 0) {
                throw new IOException("it ended with status " + process.exitValue());
            }
            return new String(said, StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            throw new IOException("what it says cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits for it any more", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process started() throws IOException {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new IOException("it cannot be run: is there such a program, and may it be run?", e);
        }
    }

    private static void read(InputStream from, CompletableFuture<byte[]> to) {
        try {
            to.complete(from.readNBytes(MOST + 1));
        } catch (IOException e) {
            to.completeExceptionally(new CompletionException(e));
        }
    }

    private IOException late() {
        return new IOException("it did not end within " + patience.toSeconds() + " s");
    }
}
