package dev.weir.provider;

import dev.weir.catalog.Grant;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The request that asks for an access token.
final class TokenRequest {
    private static final Post.Form FORM = new Post.Form("POST", "application/x-www-form-urlencoded");
    private static final Post.Form GET = new Post.Form("GET", null);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long SIGNED_FOR = 3600;

    private TokenRequest() {}

    /// @throws GeneralSecurityException when the grant's key cannot sign
    static Post of(Grant grant, Instant now) throws GeneralSecurityException {
        return switch (grant) {
            case Grant.ServiceAccount account ->
                form(
                        grant.at(),
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "assertion",
                                assertion(account, now)));
            case Grant.Refresh refresh ->
                form(
                        grant.at(),
                        Map.of(
                                "grant_type", "refresh_token",
                                "client_id", refresh.clientId(),
                                "client_secret", refresh.clientSecret().reveal(),
                                "refresh_token", refresh.refreshToken().reveal()));
            case Grant.Client client ->
                form(
                        grant.at(),
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", client.clientId(),
                                "client_secret", client.clientSecret().reveal(),
                                "scope", client.scope()));
            case Grant.Machine machine -> request(grant.at(), machine.headers(), new byte[0], GET);
        };
    }

    private static Post form(URI at, Map<String, String> fields) {
        String body = new LinkedHashMap<>(fields)
                .entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .sorted()
                        .collect(Collectors.joining("&"));
        return request(at, Map.of(), body.getBytes(StandardCharsets.US_ASCII), FORM);
    }

    private static Post request(URI at, Map<String, String> headers, byte[] body, Post.Form form) {
        String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
        String uri = at.getRawQuery() == null ? path : path + "?" + at.getRawQuery();
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("accept", "application/json");
        return new Post(Origin.of(at), uri, Map.of(), all, body, CONNECT, form);
    }

    /// A JSON Web Token that the account's key signs (RS256).
    private static String assertion(Grant.ServiceAccount account, Instant now) throws GeneralSecurityException {
        ObjectNode head =
                JsonNodeFactory.instance.objectNode().put("alg", "RS256").put("typ", "JWT");
        if (account.keyId() != null) {
            head.put("kid", account.keyId());
        }
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", account.email())
                .put("scope", account.scope())
                .put("aud", account.at().toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + SIGNED_FOR);
        String signed = encoded(head) + "." + encoded(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(account.privateKey());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String encoded(ObjectNode node) {
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(node);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
