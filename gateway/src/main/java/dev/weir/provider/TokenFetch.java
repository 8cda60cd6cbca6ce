package dev.weir.provider;

import dev.weir.catalog.Grant;
import dev.weir.dialect.Json;
import dev.weir.http.Post;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Fetches the access token of one grant.
record TokenFetch(Courier courier, Grant grant) implements Renewed.Fetch<String> {
    private static final Duration USUAL_LIFE = Duration.ofMinutes(50);
    private static final int LONGEST_QUOTE = 300;

    @Override
    public Renewed.Fresh<String> fetch(Instant now) throws IOException, GeneralSecurityException {
        if (!(grant instanceof Grant.Federated federated)) {
            return token(courier.ask(TokenRequest.of(grant, now)));
        }
        Map<String, String> fields = new LinkedHashMap<>(federated.fields());
        fields.put(federated.subject().field(), subject(federated.subject()));
        Renewed.Fresh<String> exchanged = token(courier.ask(Courier.form(federated.at(), fields)));
        return federated.impersonate() == null ? exchanged : impersonated(federated, exchanged.value(), now);
    }

    private String subject(Grant.Subject subject) throws IOException {
        String said;
        if (subject.file() != null) {
            said = Courier.file(subject.file());
        } else if (subject.url() != null) {
            Courier.Said answer = courier.ask(Courier.get(subject.url(), subject.headers()));
            if (answer.status() != 200) {
                throw new IOException(subject.url().getHost() + " answered with status " + answer.status());
            }
            said = answer.body().strip();
        } else {
            throw new IOException("it is not said where its own token is");
        }
        if (subject.member() == null) {
            return said;
        }
        JsonNode node = Json.readOrNull(said);
        String token = node == null ? "" : node.path(subject.member()).asString("");
        if (token.isEmpty()) {
            throw new IOException("there is no `" + subject.member() + "` where its own token should be");
        }
        return token;
    }

    /// The token of the service account that the first token may act for.
    private Renewed.Fresh<String> impersonated(Grant.Federated federated, String first, Instant now)
            throws IOException {
        if (federated.impersonate() == null) {
            throw new IllegalStateException("nobody is impersonated");
        }
        var body = Json.object().put("lifetime", "3600s");
        body.putArray("scope").add(federated.scope());
        Post post = Courier.post(
                federated.impersonate(),
                Map.of("authorization", "Bearer " + first),
                Json.text(body).getBytes(StandardCharsets.UTF_8),
                Post.Form.JSON);
        Courier.Said said = courier.ask(post);
        JsonNode answer = Json.readOrNull(said.body());
        String token = answer == null ? "" : answer.path("accessToken").asString("");
        if (said.status() != 200 || answer == null || token.isEmpty()) {
            throw refused(said, answer);
        }
        return new Renewed.Fresh<>(token, until(answer.path("expireTime").asString(""), now));
    }

    static Duration until(String time, Instant now) {
        try {
            Duration left = Duration.between(now, Instant.parse(time));
            return left.isPositive() ? left : Duration.ofSeconds(1);
        } catch (DateTimeException e) {
            // Its life is not said in a way that can be read: a short one is safe.
            return USUAL_LIFE;
        }
    }

    private static Renewed.Fresh<String> token(Courier.Said said) throws IOException {
        JsonNode answer = Json.readOrNull(said.body());
        String fresh = answer == null ? "" : answer.path("access_token").asString("");
        if (said.status() != 200 || answer == null || fresh.isEmpty()) {
            throw refused(said, answer);
        }
        // Some services spell the number as a text.
        long seconds = answer.path("expires_in").asLong(USUAL_LIFE.toSeconds());
        return new Renewed.Fresh<>(fresh, Duration.ofSeconds(Math.max(1, seconds)));
    }

    /// With the service's own words, which hold no secret: `error` and `error_description`, or an error's `message`.
    private static IOException refused(Courier.Said said, @Nullable JsonNode answer) {
        String words = answer == null
                ? ""
                : answer.path("error_description")
                        .asString(answer.at("/error/message")
                                .asString(answer.path("error").asString("")));
        return new IOException("it answered with status " + said.status()
                + (words.isEmpty() ? "" : ": " + words.substring(0, Math.min(LONGEST_QUOTE, words.length()))));
    }
}
