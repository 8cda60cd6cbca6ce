package dev.weir.provider;

import dev.weir.catalog.Grant;
import dev.weir.http.Post;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The request that asks for an access token.
final class TokenRequest {
    private static final long SIGNED_FOR = 3600;

    private TokenRequest() {}

    /// @throws GeneralSecurityException when the grant's key cannot sign
    static Post of(Grant grant, Instant now) throws GeneralSecurityException {
        return switch (grant) {
            case Grant.ServiceAccount account ->
                Courier.form(
                        grant.at(),
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "assertion",
                                assertion(account, now)));
            case Grant.Refresh refresh ->
                Courier.form(
                        grant.at(),
                        Map.of(
                                "grant_type", "refresh_token",
                                "client_id", refresh.clientId(),
                                "client_secret", refresh.clientSecret().reveal(),
                                "refresh_token", refresh.refreshToken().reveal()));
            case Grant.Client client ->
                Courier.form(
                        grant.at(),
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", client.clientId(),
                                "client_secret", client.clientSecret().reveal(),
                                "scope", client.scope()));
            case Grant.Machine machine -> Courier.get(grant.at(), machine.headers());
            case Grant.Federated _ -> throw new GeneralSecurityException("its own token is asked for first");
        };
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
