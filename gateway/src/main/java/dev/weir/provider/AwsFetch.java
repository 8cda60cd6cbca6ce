package dev.weir.provider;

import dev.weir.catalog.AwsSource;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import dev.weir.dialect.Json;
import dev.weir.http.Post;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Fetches the keys of one AWS source that expire.
record AwsFetch(Courier courier, Credential.Aws wanted) implements Renewed.Fetch<Credential.SigV4> {
    private static final String VERSION = "2011-06-15";
    private static final int LONGEST_QUOTE = 300;
    private static final Duration FOR_EVER = Duration.ofDays(3650);
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
                yield assumed(new AwsSigner(base(role.base(), now)).sign(Courier.form(role.at(), fields), now), now);
            }
            case AwsSource.Container container -> {
                String token = container.tokenFile() != null
                        ? Courier.file(container.tokenFile())
                        : container.token() == null ? "" : container.token().reveal();
                Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("authorization", token);
                yield keys(json(courier.ask(Courier.get(container.at(), headers))), now);
            }
            case AwsSource.Instance instance -> machine(instance.at(), now);
            case AwsSource.SignOn person -> signedOn(person, now);
            case AwsSource.Program program -> said(new Command(program.words()).run(), now);
        };
    }

    private Credential.SigV4 base(Credential base, Instant now) throws IOException {
        return switch (base) {
            case Credential.SigV4 keys -> keys;
            case Credential.Aws fetched ->
                new AwsFetch(courier, fetched).fetch(now).value();
            case Credential.Header _, Credential.Query _, Credential.None _, Credential.Token _ ->
                throw new IllegalStateException("a role is given to keys of AWS");
        };
    }

    /// The keys of a role of somebody who has signed on.
    private Renewed.Fresh<Credential.SigV4> signedOn(AwsSource.SignOn person, Instant now) throws IOException {
        String token = SignOnToken.read(person.tokenFile(), now);
        URI place = URI.create(person.at() + "/federation/credentials?role_name=" + Courier.escaped(person.role())
                + "&account_id=" + Courier.escaped(person.account()));
        Courier.Said said = courier.ask(Courier.get(place, Map.of("x-amz-sso_bearer_token", token)));
        if (said.status() != 200) {
            JsonNode words = Json.readOrNull(said.body());
            String why = words == null ? "" : words.path("message").asString("");
            throw new IOException("it answered with status " + said.status() + quoted(why)
                    + (said.status() == 401 ? ". Sign on again: aws sso login" : ""));
        }
        JsonNode keys = json(said).path("roleCredentials");
        return keys(
                keys.path("accessKeyId").asString(""),
                keys.path("secretAccessKey").asString(""),
                keys.path("sessionToken").asString(""),
                Instant.ofEpochMilli(keys.path("expiration").asLong(0)).toString(),
                now);
    }

    /// What a command said: JSON of version 1. Keys without an end are good for as long as the gateway runs.
    private Renewed.Fresh<Credential.SigV4> said(String output, Instant now) throws IOException {
        JsonNode node = Json.readOrNull(output);
        if (node == null || !node.isObject()) {
            throw new IOException("what it said is no JSON object");
        }
        if (node.path("Version").asInt(0) != 1) {
            throw new IOException("what it said is not of Version 1, the only one there is");
        }
        String expires = node.path("Expiration").asString("");
        if (!expires.isEmpty() && !isTo(expires, now)) {
            throw new IOException("its keys have expired, or it does not say in ISO 8601 when they do");
        }
        Renewed.Fresh<Credential.SigV4> fresh = keys(
                node.path("AccessKeyId").asString(""),
                node.path("SecretAccessKey").asString(""),
                node.path("SessionToken").asString(""),
                expires.isEmpty()
                        ? ""
                        : OffsetDateTime.parse(expires).toInstant().toString(),
                now);
        return expires.isEmpty() ? new Renewed.Fresh<>(fresh.value(), FOR_EVER) : fresh;
    }

    private static boolean isTo(String time, Instant now) {
        try {
            return now.isBefore(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            return false;
        }
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
            throw new IOException("it answered with status " + said.status() + quoted(element(said.body(), "Message")));
        }
        return keys(
                element(said.body(), "AccessKeyId"),
                element(said.body(), "SecretAccessKey"),
                element(said.body(), "SessionToken"),
                element(said.body(), "Expiration"),
                now);
    }

    private static String quoted(String words) {
        return words.isEmpty() ? "" : ": " + words.substring(0, Math.min(LONGEST_QUOTE, words.length()));
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
