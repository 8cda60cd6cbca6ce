package dev.weir.config;

import dev.weir.catalog.AwsSource;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the keys of an AWS account in the order that AWS' own SDKs have: what the configuration says, the environment,
/// a web identity, a profile of the shared files, a container's role; and the machine's role where the user says so.
/// What AWS calls the default chain ends in asking the machine unasked; here that must be said, so that a key that is
/// missing is told at the start.
final class AwsKeys {
    private static final String SESSION = "weir";
    private static final String METADATA = "http://169.254.169.254";
    private static final String CONTAINERS = "http://169.254.170.2";
    private static final Set<String> USABLE =
            Set.of("aws_access_key_id", "role_arn", "sso_account_id", "credential_process");
    private static final String REMEDY = "Set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or say credentials: { access-key: …, secret-key: … },"
            + " credentials: { profile: … } or credentials: { identity: system }";

    private final Notes notes;
    private final Settings settings;
    private final String service;
    private final String region;
    private final @Nullable String authority;

    /// @param authority instead of the services' own addresses, or null
    AwsKeys(Notes notes, Settings settings, String service, String region, @Nullable String authority) {
        this.notes = notes;
        this.settings = settings;
        this.service = service;
        this.region = region;
        this.authority = authority;
    }

    @Nullable
    Credential find() {
        Text access = settings.cloud().credential("access-key");
        Text secret = settings.cloud().credential("secret-key");
        if (access != null && secret != null) {
            Text session = settings.cloud().credential("session-token");
            return keys(service, access.value(), secret.value(), session == null ? null : session.value());
        }
        if (settings.cloud().credential("identity") != null) {
            return fetched(new AwsSource.Instance(URI.create(metadata())));
        }
        Text profile = settings.cloud().credential("profile");
        if (profile != null) {
            return profile(profile.value());
        }
        String named = notes.variable("AWS_PROFILE");
        Credential found = environment();
        if (found == null && named != null) {
            return profile(named);
        }
        if (found == null && isUsable(profiles().profile("default"))) {
            return profile("default");
        }
        if (found == null) {
            found = container();
        }
        if (found == null) {
            notes.wrong(settings.place(), settings.path(), "there is no key", REMEDY);
        }
        return found;
    }

    private static boolean isUsable(@Nullable Map<String, String> profile) {
        return profile != null && !Collections.disjoint(profile.keySet(), USABLE);
    }

    private Credential.SigV4 keys(String of, String access, String secret, @Nullable String session) {
        return new Credential.SigV4(
                of, region, access, new Secret(secret), session == null ? null : new Secret(session));
    }

    private Credential fetched(AwsSource source) {
        return new Credential.Aws(service, region, source);
    }

    private @Nullable Credential environment() {
        String access = notes.variable("AWS_ACCESS_KEY_ID");
        String secret = notes.variable("AWS_SECRET_ACCESS_KEY");
        if (access != null && secret != null) {
            return keys(service, access, secret, notes.variable("AWS_SESSION_TOKEN"));
        }
        String file = notes.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = notes.variable("AWS_ROLE_ARN");
        return file == null || role == null
                ? null
                : fetched(new AwsSource.WebIdentity(sts(), role, or("AWS_ROLE_SESSION_NAME", SESSION), file));
    }

    private @Nullable Credential container() {
        String relative = notes.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        String full = notes.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (relative == null && full == null) {
            return null;
        }
        String at = relative == null ? full : (authority == null ? CONTAINERS : authority) + relative;
        String token = notes.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        return fetched(new AwsSource.Container(
                URI.create(String.valueOf(at)),
                token == null ? null : new Secret(token),
                notes.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")));
    }

    private @Nullable Credential profile(String name) {
        AwsProfiles all = profiles();
        Map<String, String> profile = all.profile(name);
        if (profile == null) {
            notes.wrong(
                    settings.place(),
                    settings.path(),
                    "there is no AWS profile `" + name + "` in " + file("AWS_CONFIG_FILE", "config") + " or "
                            + file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                    "Known: " + String.join(", ", all.names()));
            return null;
        }
        Credential found = profile.containsKey("role_arn") ? role(profile, all) : held(service, profile, all);
        if (found == null) {
            notes.wrong(
                    settings.place(),
                    settings.path(),
                    "the AWS profile `" + name + "` holds no key that can be used",
                    "It needs aws_access_key_id and aws_secret_access_key; or sso_account_id and sso_role_name with an"
                            + " sso_session or sso_start_url and sso_region; or a credential_process; or role_arn with"
                            + " a source_profile that has one of these, or a web_identity_token_file");
        }
        return found;
    }

    /// A role that somebody else may take.
    private @Nullable Credential role(Map<String, String> profile, AwsProfiles all) {
        String role = profile.getOrDefault("role_arn", "");
        String session = profile.getOrDefault("role_session_name", SESSION);
        String token = profile.get("web_identity_token_file");
        if (token != null) {
            return fetched(new AwsSource.WebIdentity(sts(), role, session, token));
        }
        Map<String, String> source = all.profile(profile.getOrDefault("source_profile", ""));
        Credential base = source == null ? null : held("sts", source, all);
        return base == null
                ? null
                : fetched(new AwsSource.Role(sts(), base, role, session, profile.get("external_id")));
    }

    /// The keys that a profile holds itself, or says where they are.
    private @Nullable Credential held(String of, Map<String, String> profile, AwsProfiles all) {
        String access = profile.get("aws_access_key_id");
        String secret = profile.get("aws_secret_access_key");
        if (access != null && secret != null) {
            return keys(of, access, secret, profile.get("aws_session_token"));
        }
        Map<String, String> signOn = all.signOn(profile);
        String account = signOn.get("sso_account_id");
        String role = signOn.get("sso_role_name");
        String session = signOn.getOrDefault("sso_session", signOn.getOrDefault("sso_start_url", ""));
        String portal = signOn.get("sso_region");
        if (account != null && role != null && portal != null && !session.isEmpty()) {
            String token = home() + "/.aws/sso/cache/" + sha1(session) + ".json";
            return new Credential.Aws(of, region, new AwsSource.SignOn(portal(portal), token, account, role));
        }
        List<String> command = CommandText.words(profile.getOrDefault("credential_process", ""));
        return command.isEmpty() ? null : new Credential.Aws(of, region, new AwsSource.Program(command));
    }

    /// The name of the file in which a session's token is kept.
    private static String sha1(String session) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(session.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    private AwsProfiles profiles() {
        return AwsProfiles.read(file("AWS_CONFIG_FILE", "config"), file("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    }

    private String file(String variable, String name) {
        return or(variable, home() + "/.aws/" + name);
    }

    private String home() {
        return or("HOME", "~");
    }

    private String or(String variable, String usual) {
        String said = notes.variable(variable);
        return said == null ? usual : said;
    }

    private URI sts() {
        String usual = "https://sts." + host(region);
        return URI.create((authority == null ? or("AWS_ENDPOINT_URL_STS", usual) : authority) + "/");
    }

    private URI portal(String of) {
        String usual = "https://portal.sso." + host(of);
        return URI.create(authority == null ? or("AWS_ENDPOINT_URL_SSO", usual) : authority);
    }

    private static String host(String region) {
        return region + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    }

    private String metadata() {
        return authority == null ? or("AWS_EC2_METADATA_SERVICE_ENDPOINT", METADATA) : authority;
    }
}
