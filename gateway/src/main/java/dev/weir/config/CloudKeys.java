package dev.weir.config;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Grant;
import dev.weir.catalog.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes the credentials of clouds from what the configuration, the environment and a file say. Null where something is
/// missing or wrong, which is noted.
final class CloudKeys {
    /// Keys of `credentials` that belong together.
    static final List<String> KEYS = List.of(
            "access-key",
            "secret-key",
            "session-token",
            "profile",
            "file",
            "tenant",
            "client",
            "secret",
            "identity",
            "authority");

    private static final String GOOGLE_TOKENS = "https://oauth2.googleapis.com/token";
    private static final String GOOGLE_EXCHANGE = "https://sts.googleapis.com/v1/token";
    private static final String GOOGLE_SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String ENTRA = "https://login.microsoftonline.com";
    private static final String COGNITIVE = "https://cognitiveservices.azure.com";
    private static final String METADATA = "http://169.254.169.254";
    private static final String GOOGLE_METADATA = "/computeMetadata/v1/instance/service-accounts/default/token";

    private final Notes notes;

    CloudKeys(Notes notes) {
        this.notes = notes;
    }

    /// A key of an AWS account.
    @Nullable
    Credential aws(Settings settings, String service, @Nullable String region) {
        if (region == null) {
            notes.wrong(settings.place(), settings.path(), "its region is not known", "Say region:, or set AWS_REGION");
            return null;
        }
        var authority = settings.cloud().credential("authority");
        return new AwsKeys(notes, settings, service, region, authority == null ? null : authority(settings, METADATA))
                .find();
    }

    /// A file of Application Default Credentials, or the machine's own service account where the user says so.
    @Nullable
    Credential google(Settings settings) {
        var identity = settings.cloud().credential("identity");
        if (identity != null) {
            var at = authority(settings, METADATA) + GOOGLE_METADATA;
            return token(new Grant.Machine(URI.create(at), Map.of("metadata-flavor", "Google")));
        }
        var file = file(settings);
        if (file == null) {
            missing(
                    settings,
                    "Set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account, or say"
                            + " credentials: { file: … }");
            return null;
        }
        var node = json(settings, file);
        return node == null ? null : google(settings, file, node);
    }

    /// The project that a file of credentials names, or null.
    @Nullable
    String googleProject(Settings settings) {
        var file = file(settings);
        try {
            var node = file == null ? null : JsonMapper.shared().readTree(Files.readString(Path.of(file)));
            var project = node == null ? "" : node.path("project_id").asString("");
            return project.isEmpty() ? null : project;
        } catch (IOException | InvalidPathException | JacksonException e) {
            // Told where its key is read.
            return null;
        }
    }

    private @Nullable String file(Settings settings) {
        return value(settings, "file", "GOOGLE_APPLICATION_CREDENTIALS");
    }

    private @Nullable JsonNode json(Settings settings, String file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(Path.of(file)));
        } catch (IOException | InvalidPathException | JacksonException e) {
            notes.wrong(
                    settings.place(),
                    settings.path(),
                    "no credentials can be read from " + file,
                    "Name the JSON file of a service account");
            return null;
        }
    }

    private @Nullable Credential google(Settings settings, String file, JsonNode node) {
        var type = node.path("type").asString("");
        return switch (type) {
            case "service_account" -> {
                var keyId = node.path("private_key_id").asString("");
                var account = new Grant.ServiceAccount(
                        URI.create(node.path("token_uri").asString(GOOGLE_TOKENS)),
                        node.path("client_email").asString(""),
                        keyId.isEmpty() ? null : keyId,
                        new Secret(node.path("private_key").asString("")),
                        GOOGLE_SCOPE);
                try {
                    account.privateKey();
                    yield token(account);
                } catch (GeneralSecurityException e) {
                    notes.wrong(
                            settings.place(),
                            settings.path(),
                            file + " holds no private key that can be read",
                            "Make a new key of the service account, as JSON");
                    yield null;
                }
            }
            case "authorized_user" ->
                token(new Grant.Refresh(
                        URI.create(node.path("token_uri").asString(GOOGLE_TOKENS)),
                        node.path("client_id").asString(""),
                        new Secret(node.path("client_secret").asString("")),
                        new Secret(node.path("refresh_token").asString(""))));
            case "external_account" -> external(settings, file, node);
            default -> {
                notes.wrong(
                        settings.place(),
                        settings.path(),
                        file + " holds credentials of the type `" + type + "`, which this version does not use",
                        "Name the file of a service account, of a workload identity pool, or of gcloud auth"
                                + " application-default login");
                yield null;
            }
        };
    }

    /// Workload identity federation: another identity's token, exchanged for one of Google's.
    private @Nullable Credential external(Settings settings, String file, JsonNode node) {
        var source = node.path("credential_source");
        var from = source.path("file").asString("");
        var url = source.path("url").asString("");
        if (from.isEmpty() && url.isEmpty()) {
            notes.wrong(
                    settings.place(),
                    settings.path(),
                    file + " takes its token from a place that this version does not read",
                    "Use a credential_source with a file or a url");
            return null;
        }
        var headers = new HashMap<String, String>();
        source.path("headers")
                .forEachEntry((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.asString("")));
        var format = source.path("format");
        var json = format.path("type").asString("").equals("json");
        var subject = new Grant.Subject(
                "subject_token",
                from.isEmpty() ? null : from,
                from.isEmpty() ? URI.create(url) : null,
                headers,
                json ? format.path("subject_token_field_name").asString("access_token") : null);
        var fields = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "audience",
                node.path("audience").asString(""),
                "subject_token_type",
                node.path("subject_token_type").asString(""),
                "scope",
                GOOGLE_SCOPE);
        var impersonate = node.path("service_account_impersonation_url").asString("");
        return token(new Grant.Federated(
                URI.create(node.path("token_url").asString(GOOGLE_EXCHANGE)),
                fields,
                subject,
                impersonate.isEmpty() ? null : URI.create(impersonate),
                GOOGLE_SCOPE));
    }

    /// A client's secret at Entra, or the identity of the machine.
    @Nullable
    Credential entra(Settings settings) {
        var identity = settings.cloud().credential("identity");
        if (identity != null) {
            return token(machine(settings, identity.value()));
        }
        var tenant = value(settings, "tenant", "AZURE_TENANT_ID");
        var client = value(settings, "client", "AZURE_CLIENT_ID");
        var secret = value(settings, "secret", "AZURE_CLIENT_SECRET");
        var file = value(settings, "file", "AZURE_FEDERATED_TOKEN_FILE");
        if (tenant != null && client != null && secret == null && file != null) {
            return federated(settings, tenant, client, file);
        }
        if (tenant == null || client == null || secret == null) {
            missing(
                    settings,
                    "Set " + String.join(" or ", settings.row().access().keyVariables())
                            + ", or say key: ${VARIABLE}, credentials: { tenant: …, client: …, secret: … },"
                            + " the same with file: in place of secret:, or credentials: { identity: system }");
            return null;
        }
        var at = entra(settings, tenant);
        return token(new Grant.Client(at, client, new Secret(secret), COGNITIVE + "/.default"));
    }

    private URI entra(Settings settings, String tenant) {
        var host = notes.variable("AZURE_AUTHORITY_HOST");
        var base = authority(settings, host == null ? ENTRA : host.replaceFirst("/+$", ""));
        return URI.create(base + "/" + encoded(tenant) + "/oauth2/v2.0/token");
    }

    /// A workload's own token, which its file holds, in place of a secret (AKS, CI).
    private Credential federated(Settings settings, String tenant, String client, String file) {
        var fields = Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                client,
                "scope",
                COGNITIVE + "/.default",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        var subject = new Grant.Subject("client_assertion", file, null, Map.of(), null);
        return token(new Grant.Federated(entra(settings, tenant), fields, subject, null, COGNITIVE + "/.default"));
    }

    /// @param identity `system`, or the client id of one that the user made
    private Grant machine(Settings settings, String identity) {
        var more = identity.equals("system") ? "" : "&client_id=" + encoded(identity);
        var endpoint = notes.variable("IDENTITY_ENDPOINT");
        var header = notes.variable("IDENTITY_HEADER");
        if (endpoint != null && header != null) {
            var at = endpoint + "?api-version=2019-08-01&resource=" + encoded(COGNITIVE) + more;
            return new Grant.Machine(URI.create(at), Map.of("x-identity-header", header));
        }
        var at = authority(settings, METADATA) + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
                + encoded(COGNITIVE) + more;
        return new Grant.Machine(URI.create(at), Map.of("metadata", "true"));
    }

    private static Credential token(Grant grant) {
        return new Credential.Token(grant);
    }

    private String authority(Settings settings, String usual) {
        var said = settings.cloud().credential("authority");
        var base = said == null ? null : BaseUrl.parse(said.value()).orElse(null);
        if (said != null && base == null) {
            notes.wrong(said, "no base URL", "Write it like " + usual);
        }
        return base == null ? usual : base.url().toString();
    }

    /// What the configuration says, else a variable, which counts for what is not said otherwise.
    private @Nullable String value(Settings settings, String key, String variable) {
        var said = settings.cloud().credential(key);
        return said != null ? said.value() : notes.variable(variable);
    }

    private void missing(Settings settings, String remedy) {
        notes.wrong(settings.place(), settings.path(), "there is no key", remedy);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
