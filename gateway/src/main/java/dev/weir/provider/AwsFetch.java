package dev.weir.provider;

import dev.weir.catalog.AwsSource;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import dev.weir.dialect.Json;
import dev.weir.http.Post;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Fetches the keys of one AWS source that expire.
record AwsFetch(Courier courier, Credential.Aws wanted) implements Renewed.Fetch<Credential.SigV4> {
    private static final String VERSION = "2011-06-15";
    private static final int LONGEST_QUOTE = 300;
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    @Override
    public Renewed.Fresh<Credential.SigV4> fetch(Instant now) throws IOException {
        return switch (wanted.source()) {
            case AwsSource.WebIdentity identity ->
                assumed(
                        Courier.form(
                                identity.at(),
                                Map.of(
                                        "Action", "AssumeRoleWithWebIdentity",
                                        "Version", VERSION,
                                        "RoleArn", identity.role(),
                                        "RoleSessionName", identity.session(),
                                        "WebIdentityToken", Courier.file(identity.tokenFile()))),
                        now);
            case AwsSource.Role role -> {
                Map<String, String> fields = new LinkedHashMap<>(Map.of(
                        "Action",
                        "AssumeRole",
                        "Version",
                        VERSION,
                        "RoleArn",
                        role.role(),
                        "RoleSessionName",
                        role.session()));
                if (role.externalId() != null) {
                    fields.put("ExternalId", role.externalId());
                }
                yield assumed(new AwsSigner(role.base()).sign(Courier.form(role.at(), fields), now), now);
            }
            case AwsSource.Container container -> {
                String token = container.tokenFile() != null
                        ? Courier.file(container.tokenFile())
                        : container.token() == null ? "" : container.token().reveal();
                Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("authorization", token);
                yield keys(json(courier.ask(Courier.get(container.at(), headers))), now);
            }
            case AwsSource.Instance instance -> machine(instance.at(), now);
        };
    }

    /// A session's token, the name of the role, its keys.
    private Renewed.Fresh<Credential.SigV4> machine(URI at, Instant now) throws IOException {
        Post begin = Courier.post(
                URI.create(at + "/latest/api/token"),
                Map.of("x-aws-ec2-metadata-token-ttl-seconds", "21600"),
                Post.NO_BODY,
                new Post.Form("PUT", null));
        Map<String, String> session = Map.of("x-aws-ec2-metadata-token", good(courier.ask(begin)));
        String role = good(courier.ask(Courier.get(URI.create(at + ROLES), session)));
        int end = role.indexOf('\n');
        URI place = URI.create(at + ROLES + (end < 0 ? role : role.substring(0, end)));
        return keys(json(courier.ask(Courier.get(place, session))), now);
    }

    private static String good(Courier.Said said) throws IOException {
        if (said.status() != 200) {
            throw new IOException("it answered with status " + said.status());
        }
        return said.body().strip();
    }

    private static JsonNode json(Courier.Said said) throws IOException {
        JsonNode node = Json.readOrNull(good(said));
        if (node == null) {
            throw new IOException("what it answered is no JSON");
        }
        return node;
    }

    private Renewed.Fresh<Credential.SigV4> keys(JsonNode node, Instant now) throws IOException {
        return keys(
                node.path("AccessKeyId").asString(""),
                node.path("SecretAccessKey").asString(""),
                node.path("Token").asString(""),
                node.path("Expiration").asString(""),
                now);
    }

    /// The Security Token Service answers in XML, whose few elements hold plain words.
    private Renewed.Fresh<Credential.SigV4> assumed(Post post, Instant now) throws IOException {
        Courier.Said said = courier.ask(post);
        if (said.status() != 200) {
            String words = element(said.body(), "Message");
            throw new IOException("it answered with status " + said.status()
                    + (words.isEmpty() ? "" : ": " + words.substring(0, Math.min(LONGEST_QUOTE, words.length()))));
        }
        return keys(
                element(said.body(), "AccessKeyId"),
                element(said.body(), "SecretAccessKey"),
                element(said.body(), "SessionToken"),
                element(said.body(), "Expiration"),
                now);
    }

    private static String element(String xml, String name) {
        int from = xml.indexOf("<" + name + ">");
        int to = from < 0 ? -1 : xml.indexOf("</" + name + ">", from);
        return to < 0 ? "" : xml.substring(from + name.length() + 2, to).strip();
    }

    private Renewed.Fresh<Credential.SigV4> keys(
            String access, String secret, String session, String expires, Instant now) throws IOException {
        if (access.isEmpty() || secret.isEmpty()) {
            throw new IOException("there is no key in what it answered");
        }
        var keys = new Credential.SigV4(
                wanted.service(),
                wanted.region(),
                access,
                new Secret(secret),
                session.isEmpty() ? null : new Secret(session));
        return new Renewed.Fresh<>(keys, TokenFetch.until(expires, now));
    }
}
