package dev.weir.provider;

import dev.weir.http.Answer;
import dev.weir.http.HttpClient;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import dev.weir.wire.ByteSink;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Asks services that give tokens and keys, one question after the other. Its calls block: they are made on threads of
/// their own, while the questions go out on the event loop like every other.
final class Courier {
    private static final Post.Form FORM = new Post.Form("POST", "application/x-www-form-urlencoded");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST = 1 << 16;

    private final HttpClient client;

    Courier(HttpClient client) {
        this.client = client;
    }

    /// What a service said.
    record Said(int status, String body) {}

    /// A form with these fields.
    static Post form(URI at, Map<String, String> fields) {
        String body = new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field -> field.getKey() + "=" + escaped(field.getValue()))
                        .collect(Collectors.joining("&"));
        return post(at, Map.of(), body.getBytes(StandardCharsets.US_ASCII), FORM);
    }

    static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static Post get(URI at, Map<String, String> headers) {
        return post(at, headers, Post.NO_BODY, Post.Form.GET);
    }

    static Post post(URI at, Map<String, String> headers, byte[] body, Post.Form form) {
        String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        String uri = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent("accept", "application/json");
        return new Post(Origin.of(at), uri, Map.of(), all, body, CONNECT, form);
    }

    /// Asks, and waits for the answer.
    ///
    /// @throws IOException where there is none
    Said ask(Post post) throws IOException {
        CompletableFuture<Said> answer = new CompletableFuture<>();
        client.run(() -> client.send(post, new Reading(answer)));
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String words = cause.getMessage();
            throw new IOException(words == null ? cause.getClass().getSimpleName() : words, e);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits for it any more", e);
        }
    }

    /// The words of a small file.
    static String file(String path) throws IOException {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new IOException("no token can be read from " + path, e);
        }
    }

    /// Collects one answer.
    private static final class Reading implements Answer {
        private final CompletableFuture<Said> answer;
        private final ByteSink body = new ByteSink(2048);
        private int status;

        private Reading(CompletableFuture<Said> answer) {
            this.answer = answer;
        }

        @Override
        public void head(int code, HttpHeaders headers) {
            status = code;
        }

        @Override
        public void data(byte[] chunk) {
            if (body.size() < MOST) {
                body.write(chunk);
            }
        }

        @Override
        public void end() {
            answer.complete(new Said(status, new String(body.toBytes(), StandardCharsets.UTF_8)));
        }

        @Override
        public void broken(Break at, Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
