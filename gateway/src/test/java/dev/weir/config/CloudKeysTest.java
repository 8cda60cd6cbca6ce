package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.Grant;
import dev.weir.catalog.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The credentials of clouds, from the file and from the environment.
class CloudKeysTest {
    private static final Map<String, String> AWS =
            Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "sesame", "AWS_SESSION_TOKEN", "tok");

    @TempDir
    private Path folder = Path.of("");

    private Loading loading = new Loading(Path.of(""));

    @BeforeEach
    void load() {
        loading = new Loading(folder);
    }

    private static Credential credential(Config config, String id) {
        return Loading.endpoint(config, id).doors().getFirst().credential();
    }

    @Test
    void anAccountOfAwsIsTakenFromTheEnvironment() {
        var config = loading.config("providers: { amazon-bedrock: { region: eu-west-1 } }", AWS);
        assertThat(credential(config, "amazon-bedrock"))
                .isEqualTo(
                        new Credential.SigV4("bedrock", "eu-west-1", "AKID", new Secret("sesame"), new Secret("tok")));
        Endpoint endpoint = Loading.endpoint(config, "amazon-bedrock");
        assertThat(endpoint.doors().getFirst().base()).hasToString("https://bedrock-runtime.eu-west-1.amazonaws.com");
        assertThat(endpoint.region()).isEqualTo("eu-west-1");
    }

    @Test
    void anApiKeyOfBedrockSwitchesItOnWhereItsRegionIsKnown() {
        var config = Loading.fromEnvironment(Map.of("AWS_BEARER_TOKEN_BEDROCK", "long", "AWS_REGION", "us-east-1"));
        assertThat(credential(config, "amazon-bedrock"))
                .isEqualTo(new Credential.Header("authorization", new Secret("Bearer long")));
        var without = Loading.fromEnvironment(Map.of("AWS_BEARER_TOKEN_BEDROCK", "long"));
        assertThat(without.endpoints()).extracting(Endpoint::id).doesNotContain("amazon-bedrock");
        assertThat(without.remarks()).anySatisfy(remark -> assertThat(remark).contains("AWS_REGION"));
    }

    @Test
    void whatIsMissingIsSaidWithItsRemedy() {
        assertThat(loading.problems("providers: { amazon-bedrock: { region: eu-west-1 } }", Map.of()))
                .singleElement()
                .asString()
                .contains("there is no key", "AWS_ACCESS_KEY_ID");
        assertThat(loading.problems("providers: { amazon-bedrock: {} }", AWS))
                .first()
                .asString()
                .contains("AWS_REGION");
        assertThat(loading.problems("providers: { google-vertex: { project: p } }", Map.of()))
                .singleElement()
                .asString()
                .contains("GOOGLE_APPLICATION_CREDENTIALS");
        assertThat(loading.problems("providers: { google-vertex: {} }", Map.of()))
                .first()
                .asString()
                .contains("GOOGLE_VERTEX_PROJECT");
        assertThat(loading.problems("providers: { amazon-bedrock: { region: x, credentials: { acces-key: x } } }", AWS))
                .singleElement()
                .asString()
                .contains("access-key");
    }

    @Test
    void aFileThatHoldsNoKeyIsSaid() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "{\"type\":\"service_account\",\"private_key\":\"no key\",\"client_email\":\"e\"}");
        String yaml = "providers: { google-vertex: { project: p, credentials: { file: " + file + " } } }";
        assertThat(loading.problems(yaml, Map.of())).singleElement().asString().contains("no private key");
        String absent = "providers: { google-vertex: { project: p, credentials: { file: /nowhere/a.json } } }";
        assertThat(loading.problems(absent, Map.of())).first().asString().contains("/nowhere/a.json");
    }

    @Test
    void aPersonsOwnLeaveAndTheMachinesIdentityAreGrants() throws Exception {
        Path file = Files.writeString(
                folder.resolve("adc.json"),
                "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"r\"}");
        var person = loading.config(
                "providers: { google-vertex: { project: p } }",
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()));
        assertThat(credential(person, "google-vertex"))
                .isInstanceOfSatisfying(
                        Credential.Token.class,
                        token -> assertThat(token.grant()).isInstanceOf(Grant.Refresh.class));
        var machine = loading.config(
                "providers: { azure: { url: 'https://x.openai.azure.com', credentials: { identity: system } } }",
                Map.of());
        assertThat(credential(machine, "azure"))
                .isInstanceOfSatisfying(
                        Credential.Token.class,
                        token -> assertThat(token.grant().at().toString())
                                .startsWith("http://169.254.169.254/metadata/identity/oauth2/token?api-version="));
    }

    @Test
    void placesOfVertexAreItsRegionsOrTheWholeWorld() throws Exception {
        Path file = Files.writeString(
                folder.resolve("adc.json"),
                "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"r\"}");
        var environment = Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString(), "GOOGLE_CLOUD_PROJECT", "p");
        var hosts = Map.of(
                "{}", "https://aiplatform.googleapis.com/v1/projects/p/locations/global",
                "{ region: global }", "https://aiplatform.googleapis.com/v1/projects/p/locations/global",
                "{ region: europe-west4 }",
                        "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4",
                "{ region: us-east5 }", "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5",
                "{ region: us }", "https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us",
                "{ region: eu }", "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu");
        hosts.forEach((settings, host) -> {
            assertThat(bases("google-vertex", settings, environment))
                    .containsExactly(
                            host.replace("/v1/", "/v1beta1/") + "/publishers/google", host + "/endpoints/openapi");
            assertThat(bases("google-vertex-anthropic", settings, environment))
                    .containsExactly(host + "/publishers/anthropic/models");
        });
    }

    private List<String> bases(String provider, String settings, Map<String, String> environment) {
        var config = loading.config("providers: { " + provider + ": " + settings + " }", environment);
        return Loading.endpoint(config, provider).doors().stream()
                .map(door -> door.base().toString())
                .toList();
    }

    @Test
    void aProfileThatIsNotThereOrHoldsNoKeyIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("config"), "[profile sso]\nsso_session = x\n");
        var environment = Map.of("AWS_CONFIG_FILE", file.toString(), "AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
        String yaml = "providers: { amazon-bedrock: { region: eu-west-1, credentials: { profile: %s } } }";
        assertThat(loading.problems(yaml.formatted("gone"), environment))
                .singleElement()
                .asString()
                .contains("no AWS profile `gone`", "Known: sso");
        assertThat(loading.problems(yaml.formatted("sso"), environment))
                .singleElement()
                .asString()
                .contains("holds no key", "sso_session", "credential_process");
    }

    @Test
    void aProfileOfTheEnvironmentCountsWhereThereAreNoKeys() throws Exception {
        Path file = Files.writeString(folder.resolve("credentials"), """
                [one]
                aws_access_key_id=ONE
                aws_secret_access_key=s
                [default]
                aws_access_key_id=DEF
                aws_secret_access_key=s
                aws_session_token=t
                """);
        var files = Map.of("AWS_CONFIG_FILE", "/nowhere", "AWS_SHARED_CREDENTIALS_FILE", file.toString());
        String yaml = "providers: { amazon-bedrock: { region: eu-west-1 } }";
        assertThat(credential(loading.config(yaml, files), "amazon-bedrock"))
                .isEqualTo(new Credential.SigV4("bedrock", "eu-west-1", "DEF", new Secret("s"), new Secret("t")));
        var named = new HashMap<>(files);
        named.put("AWS_PROFILE", "one");
        assertThat(credential(loading.config(yaml, named), "amazon-bedrock"))
                .isEqualTo(new Credential.SigV4("bedrock", "eu-west-1", "ONE", new Secret("s"), null));
    }
}
