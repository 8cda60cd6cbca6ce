package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.config.Loaded;
import dev.weir.rig.Script;
import dev.weir.rig.ScriptedUpstream;
import dev.weir.rig.ScriptedUpstream.Received;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Identities that have no key of their own: tokens and keys that are fetched for what a machine, a container or a
/// workload can show.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudIdentitiesTest {
    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String CONVERSE = """
            {"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn",
             "usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10}}""";
    private static final String CHAT = """
            {"id":"c","model":"g","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",
             "content":"hi"}}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";
    private static final String KEYS = """
            {"Code":"Success","AccessKeyId":"%s","SecretAccessKey":"s","Token":"session",
             "Expiration":"2099-01-01T00:00:00Z"}""";

    private static final String PORTAL = "/federation/credentials?role_name=Reader&account_id=123";
    private static final String PERSON = """
            {"roleCredentials":{"accessKeyId":"PERSONKEY","secretAccessKey":"s","sessionToken":"session",
             "expiration":4070908800000}}""";

    private final List<Received> asked = new CopyOnWriteArrayList<>();
    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private TestGateway contained;

    /// What STS says.
    private static String assumed(String key) {
        return """
                <R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Credentials><AccessKeyId>%s</AccessKeyId>
                <SecretAccessKey>s</SecretAccessKey><SessionToken>session</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></R>""".formatted(key);
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ScriptedUpstream();
        Path token = Files.writeString(folder.resolve("token"), "their-token\n");
        Path external = Files.writeString(folder.resolve("external.json"), """
                {"type":"external_account","audience":"//iam/pool","subject_token_type":"urn:jwt",
                 "token_url":"%1$s/exchange","service_account_impersonation_url":"%1$s/impersonate",
                 "credential_source":{"url":"%1$s/subject","headers":{"X-Show":"me"},
                  "format":{"type":"json","subject_token_field_name":"value"}}}""".formatted(upstream.url()));
        Path profiles = Files.writeString(folder.resolve("config"), """
                [default]
                region = eu-west-1
                [profile dev]
                role_arn = arn:aws:iam::1:role/dev
                source_profile = base
                external_id = ours
                [profile person]
                sso_session = corp
                sso_account_id = 123
                sso_role_name = Reader
                [sso-session corp]
                sso_start_url = https://corp.test/start
                sso_region = eu-north-1
                [profile person-as]
                role_arn = arn:aws:iam::1:role/lent
                source_profile = person
                [profile gone]
                sso_start_url = https://old.test/start
                sso_region = eu-north-1
                sso_account_id = 123
                sso_role_name = Reader
                [profile command]
                credential_process = sh "%1$s/a helper.sh" good
                [profile broken]
                credential_process = sh "%1$s/a helper.sh" bad
                """.formatted(folder));
        Files.writeString(folder.resolve("a helper.sh"), """
                echo 'helper-secret' >&2
                [ "$1" = good ] || { echo '{"SecretAccessKey":"helper-secret"}'; exit 3; }
                echo '{"Version":1,"AccessKeyId":"HELPERKEY","SecretAccessKey":"helper-secret",'
                echo '"SessionToken":"session","Expiration":"2099-01-01T00:00:00+00:00"}'
                """);
        Path cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
        // Named after the session, or where there is none, after the address; by SHA-1.
        Files.writeString(
                cache.resolve("ee0bfd2552fbd840c02cc48b6e823320543c450f.json"),
                "{\"startUrl\":\"https://corp.test/start\",\"accessToken\":\"portal-token\","
                        + "\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
        Files.writeString(
                cache.resolve("a02fe920932556accebfc49a5a2c4ca7b7edfad4.json"),
                "{\"accessToken\":\"portal-token\",\"expiresAt\":\"2020-01-01T00:00:00UTC\"}");

        Path keys = Files.writeString(folder.resolve("credentials"), """
                # keys
                [base]
                aws_access_key_id = BASE
                aws_secret_access_key = sesame
                """);
        gateway = load(
                folder,
                """
                providers:
                  web: { like: amazon-bedrock, url: %1$s, region: eu-west-1, credentials: { authority: %1$s } }
                  machine:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { identity: system, authority: %1$s }
                  dev:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: dev, authority: %1$s }
                  person:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: person, authority: %1$s }
                  person-as:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: person-as, authority: %1$s }
                  gone:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: gone, authority: %1$s }
                  command:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: command, authority: %1$s }
                  broken:
                    like: amazon-bedrock
                    url: %1$s
                    region: eu-west-1
                    credentials: { profile: broken, authority: %1$s }
                  google-vertex: { url: %1$s, project: p, credentials: { file: %2$s } }
                  azure:
                    url: %1$s
                    credentials: { tenant: contoso, client: app, file: %3$s, authority: %1$s }
                """.formatted(upstream.url(), external, token),
                Map.of(
                        "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
                        "AWS_ROLE_ARN", "arn:aws:iam::1:role/web",
                        "HOME", folder.toString(),
                        "AWS_CONFIG_FILE", profiles.toString(),
                        "AWS_SHARED_CREDENTIALS_FILE", keys.toString()));
        contained = load(
                folder,
                """
                providers:
                  amazon-bedrock: { url: %1$s, region: eu-west-1, credentials: { authority: %1$s } }
                """.formatted(upstream.url()),
                Map.of(
                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/container",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN", "pod"));
    }

    private static TestGateway load(Path folder, String yaml, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(folder.resolve("weir.yaml"), yaml);
        Map<String, String> all = new HashMap<>(environment);
        Flags free = new Flags("127.0.0.1:0", "127.0.0.1:0", folder.resolve("data" + environment.size()));
        Loaded loaded = Config.load(TestGateway.CATALOG, file, all, free, 1);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Ok.class);
        return TestGateway.start(((Loaded.Ok) loaded).config());
    }

    @BeforeEach
    void forget() {
        asked.clear();
        upstream.answer(request -> {
            asked.add(request);
            return service(request);
        });
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        contained.close();
        upstream.close();
    }

    private static Script service(Received request) {
        String form = request.text();
        return switch (request.path()) {
            case "/" -> {
                String key = form.contains("AssumeRoleWithWebIdentity") ? "WEBKEY" : "ROLEKEY";
                yield Script.reply(200, "text/xml", RecordedExchangesTest.utf8(assumed(key)));
            }
            case "/latest/api/token" -> Script.reply(200, "text/plain", RecordedExchangesTest.utf8("imds"));
            case "/latest/meta-data/iam/security-credentials/" ->
                Script.reply(200, "text/plain", RecordedExchangesTest.utf8("box-role"));
            case "/latest/meta-data/iam/security-credentials/box-role" -> Script.json(200, KEYS.formatted("BOXKEY"));
            case PORTAL -> Script.json(200, PERSON);
            case "/container" -> Script.json(200, KEYS.formatted("PODKEY"));
            case "/subject" -> Script.json(200, "{\"value\":\"subject\"}");
            case "/exchange" -> Script.json(200, "{\"access_token\":\"first\",\"expires_in\":3600}");
            case "/impersonate" ->
                Script.json(200, "{\"accessToken\":\"second\",\"expireTime\":\"2099-01-01T00:00:00Z\"}");
            case "/contoso/oauth2/v2.0/token" ->
                Script.json(200, "{\"access_token\":\"entra\",\"expires_in\":\"3599\"}");
            default ->
                Script.json(
                        200,
                        request.path().contains("/model/")
                                ? CONVERSE
                                : request.path().contains("generateContent") ? GEMINI : CHAT);
        };
    }

    private HttpResponse<String> ask(TestGateway at, String model) throws Exception {
        HttpResponse<String> answer = at.chat("{\"model\":\"" + model + "\"," + ASK);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private Received at(String path) {
        return asked.stream()
                .filter(request -> request.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private String shown() {
        return asked.getLast().headers().getOrDefault("authorization", "");
    }

    @Test
    void aWebIdentityIsExchangedForKeysOfItsRole() throws Exception {
        ask(gateway, "web/m");
        assertThat(at("/").text())
                .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=their-token", "role%2Fweb");
        assertThat(shown()).contains("Credential=WEBKEY/");
        assertThat(asked.getLast().headers()).containsEntry("x-amz-security-token", "session");
    }

    @Test
    void aProfilesRoleIsAssumedWithTheKeysOfItsSource() throws Exception {
        ask(gateway, "dev/m");
        assertThat(at("/").headers().get("authorization")).contains("Credential=BASE/", "/eu-west-1/sts/aws4_request");
        assertThat(at("/").text()).contains("Action=AssumeRole&", "ExternalId=ours");
        assertThat(shown()).contains("Credential=ROLEKEY/", "/eu-west-1/bedrock/aws4_request");
    }

    @Test
    void whoHasSignedOnIsGivenTheKeysOfARoleByThePortal() throws Exception {
        ask(gateway, "person/m");
        assertThat(at(PORTAL).headers()).containsEntry("x-amz-sso_bearer_token", "portal-token");
        assertThat(shown()).contains("Credential=PERSONKEY/", "/eu-west-1/bedrock/aws4_request");
        ask(gateway, "person-as/m");
        assertThat(at("/").headers().get("authorization")).contains("Credential=PERSONKEY/", "/sts/aws4_request");
        assertThat(shown()).contains("Credential=ROLEKEY/");
    }

    @Test
    void aSignOnThatIsOverIsSaidAndNobodyIsAsked() throws Exception {
        HttpResponse<String> refused = gateway.chat("{\"model\":\"gone/m\"," + ASK);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("sign-on is over", "aws sso login").doesNotContain("portal-token");
        assertThat(asked).isEmpty();
    }

    @Test
    void aCommandSaysKeysAndWhatItSaysElseIsShownToNobody() throws Exception {
        ask(gateway, "command/m");
        assertThat(shown()).contains("Credential=HELPERKEY/");
        assertThat(asked.getLast().headers()).containsEntry("x-amz-security-token", "session");
        HttpResponse<String> refused = gateway.chat("{\"model\":\"broken/m\"," + ASK);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body())
                .contains("the command sh", "it ended with status 3")
                .doesNotContain("helper");
    }

    @Test
    void aMachinesRoleIsAskedForWithASession() throws Exception {
        ask(gateway, "machine/m");
        assertThat(at("/latest/api/token").line()).startsWith("PUT ");
        assertThat(at("/latest/meta-data/iam/security-credentials/box-role").headers())
                .containsEntry("x-aws-ec2-metadata-token", "imds");
        assertThat(shown()).contains("Credential=BOXKEY/");
    }

    @Test
    void aContainersRoleIsAskedForWithItsToken() throws Exception {
        ask(contained, "amazon-bedrock/m");
        assertThat(at("/container").headers()).containsEntry("authorization", "pod");
        assertThat(shown()).contains("Credential=PODKEY/");
        asked.clear();
        ask(contained, "amazon-bedrock/m");
        assertThat(asked.getLast().path()).contains("/model/");
    }

    @Test
    void googleTakesAnotherIdentitysTokenAndLetsItActForAServiceAccount() throws Exception {
        ask(gateway, "google-vertex/gemini-2.5-pro");
        assertThat(at("/subject").headers()).containsEntry("x-show", "me");
        assertThat(at("/exchange").text()).contains("subject_token=subject", "audience=%2F%2Fiam%2Fpool");
        assertThat(at("/impersonate").headers()).containsEntry("authorization", "Bearer first");
        assertThat(shown()).isEqualTo("Bearer second");
    }

    @Test
    void azureTakesAWorkloadsTokenInPlaceOfASecret() throws Exception {
        ask(gateway, "azure/gpt-4o");
        assertThat(at("/contoso/oauth2/v2.0/token").text())
                .contains("client_assertion=their-token", "client_id=app")
                .doesNotContain("client_secret");
        assertThat(shown()).isEqualTo("Bearer entra");
    }

    @Test
    void aTokenThatIsRefusedIsFetchedAnewOnce() throws Exception {
        ask(gateway, "google-vertex/gemini-2.5-pro");
        asked.clear();
        upstream.answer(request -> {
            asked.add(request);
            boolean first = asked.stream()
                            .filter(each -> each.path().contains("generateContent"))
                            .count()
                    == 1;
            return request.path().contains("generateContent") && first
                    ? Script.json(401, "{\"error\":{\"code\":401,\"message\":\"revoked\"}}")
                    : service(request);
        });
        ask(gateway, "google-vertex/gemini-2.5-pro");
        assertThat(asked.stream().filter(each -> each.path().contains("generateContent")))
                .hasSize(2);
        assertThat(at("/exchange").text()).contains("subject_token=subject");
        asked.clear();
        upstream.answer(request -> {
            asked.add(request);
            return request.path().contains("generateContent")
                    ? Script.json(401, "{\"error\":{\"code\":401,\"message\":\"revoked\"}}")
                    : service(request);
        });
        HttpResponse<String> refused = gateway.chat("{\"model\":\"google-vertex/gemini-2.5-pro\"," + ASK);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("revoked");
    }

    @Test
    void aSessionOfAwsThatIsOverIsFetchedAnewOnceAndARoleThatMayNotIsNot() throws Exception {
        refuseFirst("ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/");
        ask(gateway, "web/m");
        assertThat(models()).isEqualTo(2);
        assertThat(at("/").text()).contains("Action=AssumeRoleWithWebIdentity");
        refuseFirst("AccessDeniedException");
        HttpResponse<String> refused = gateway.chat("{\"model\":\"web/m\"," + ASK);
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(models()).isEqualTo(1);
    }

    private long models() {
        return asked.stream().filter(each -> each.path().contains("/model/")).count();
    }

    private void refuseFirst(String type) {
        asked.clear();
        upstream.answer(request -> {
            asked.add(request);
            return request.path().contains("/model/") && models() == 1
                    ? Script.reply(
                            403,
                            Map.of("x-amzn-errortype", type, "content-type", "application/json"),
                            RecordedExchangesTest.utf8("{\"message\":\"refused\"}"))
                    : service(request);
        });
    }
}
