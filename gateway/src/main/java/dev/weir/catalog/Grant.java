package dev.weir.catalog;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an access token is asked for with.
public sealed interface Grant {
    /// Where it is asked for.
    URI at();

    /// A signed statement of a Google service account (RFC 7523).
    ///
    /// @param keyId of the key, or null
    /// @param key PKCS #8 in PEM
    record ServiceAccount(URI at, String email, @Nullable String keyId, Secret key, String scope) implements Grant {
        /// The key itself.
        ///
        /// @throws GeneralSecurityException when it is no RSA key in PKCS #8
        public PrivateKey privateKey() throws GeneralSecurityException {
            String base64 = key.reveal().replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("it is no base64", e);
            }
        }
    }

    /// A person's own standing leave (`gcloud auth application-default login`).
    record Refresh(URI at, String clientId, Secret clientSecret, Secret refreshToken) implements Grant {}

    /// A client's own secret (Entra's client credentials).
    record Client(URI at, String clientId, Secret clientSecret, String scope) implements Grant {}

    /// Being on a certain machine: its metadata server is asked, with headers that no web page can send.
    record Machine(URI at, Map<String, String> headers) implements Grant {
        public Machine {
            headers = Map.copyOf(headers);
        }
    }

    /// Another identity's token, for which one of this cloud is given (RFC 8693, or an assertion of RFC 7523).
    ///
    /// @param fields of the form beside that token
    /// @param impersonate where a token of a service account is asked for with the first one, or null
    /// @param scope of that second token
    record Federated(
            URI at,
            Map<String, String> fields,
            Subject subject,
            @Nullable URI impersonate,
            String scope) implements Grant {
        public Federated {
            fields = Map.copyOf(fields);
        }
    }

    /// Where the other identity's token is found, each time anew.
    ///
    /// @param field of the form that it stands in
    /// @param file or null
    /// @param url or null
    /// @param headers for the URL
    /// @param member of the JSON that holds it, or null where it is all there is
    record Subject(
            String field,
            @Nullable String file,
            @Nullable URI url,
            Map<String, String> headers,
            @Nullable String member) {
        public Subject {
            headers = Map.copyOf(headers);
        }
    }

    /// Who holds it, whatever its keys are today.
    default String holder() {
        return switch (this) {
            case ServiceAccount account -> account.email();
            case Refresh leave -> leave.clientId() + " " + leave.refreshToken().reveal();
            case Client client -> client.clientId();
            case Machine machine -> machine.at().toString();
            case Federated federated ->
                federated.fields().getOrDefault("client_id", federated.fields().getOrDefault("audience", ""))
                        + (federated.impersonate() == null ? "" : " " + federated.impersonate());
        };
    }

    /// The host that is asked, for people.
    default String host() {
        return Objects.requireNonNullElse(at().getHost(), at().toString());
    }
}
