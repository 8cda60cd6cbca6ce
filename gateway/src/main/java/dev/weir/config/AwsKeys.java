package dev.weir.config;

import dev.weir.catalog.AwsSource;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the keys of an AWS account in the order that AWS' own SDKs have: what the configuration says, the environment,
/// a web identity, a profile of the shared files, a container's role; and the machine's role where the user says so.
/// What AWS calls the default chain ends in asking the machine unasked; here that must be said, so that a key that is
/// missing is told at the start.
final class AwsKeys {
    private static final String SESSION = "weir";
    private static final String METADATA = "http://169.254.169.254";
    private static final String CONTAINERS = "http://169.254.170.2";
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
        if (found == null && isUsable(profiles().getOrDefault("default", Map.of()))) {
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

    private static boolean isUsable(Map<String, String> profile) {
        return profile.containsKey("aws_access_key_id") || profile.containsKey("role_arn");
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
        Map<String, Map<String, String>> all = profiles();
        Map<String, String> profile = all.get(name);
        if (profile == null) {
            notes.wrong(
                    settings.place(),
                    settings.path(),
                    "there is no AWS profile `" + name + "` in " + file("AWS_CONFIG_FILE", "config") + " or "
                            + file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                    "Known: " + String.join(", ", all.keySet()));
            return null;
        }
        String role = profile.get("role_arn");
        String session = profile.getOrDefault("role_session_name", SESSION);
        String token = profile.get("web_identity_token_file");
        if (role != null && token != null) {
            return fetched(new AwsSource.WebIdentity(sts(), role, session, token));
        }
        if (role != null) {
            Credential.SigV4 base = base(all.getOrDefault(profile.getOrDefault("source_profile", ""), Map.of()));
            if (base != null) {
                return fetched(new AwsSource.Role(sts(), base, role, session, profile.get("external_id")));
            }
        } else if (base(profile) != null) {
            return keys(
                    service,
                    profile.getOrDefault("aws_access_key_id", ""),
                    profile.getOrDefault("aws_secret_access_key", ""),
                    profile.get("aws_session_token"));
        }
        notes.wrong(
                settings.place(),
                settings.path(),
                "the AWS profile `" + name + "` holds no key that this version can use",
                "It needs aws_access_key_id and aws_secret_access_key, or role_arn with a source_profile that has them"
                        + " or a web_identity_token_file; for credential_process or SSO, export the keys:"
                        + " aws configure export-credentials");
        return null;
    }

    private Credential.@Nullable SigV4 base(Map<String, String> profile) {
        String access = profile.get("aws_access_key_id");
        String secret = profile.get("aws_secret_access_key");
        return access == null || secret == null ? null : keys("sts", access, secret, profile.get("aws_session_token"));
    }

    /// The profiles of both shared files; what stands in the file of credentials wins.
    private Map<String, Map<String, String>> profiles() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        read(file("AWS_CONFIG_FILE", "config"), all);
        read(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), all);
        return all;
    }

    private static void read(String file, Map<String, Map<String, String>> into) {
        try {
            Map<String, String> section = new LinkedHashMap<>();
            for (String line : Files.readAllLines(Path.of(file))) {
                String words = line.strip();
                int equals = words.indexOf('=');
                if (words.startsWith("[") && words.endsWith("]")) {
                    String name = words.substring(1, words.length() - 1).strip();
                    String plain =
                            name.startsWith("profile ") ? name.substring(8).strip() : name;
                    section = into.computeIfAbsent(plain, _ -> new LinkedHashMap<>());
                } else if (equals > 0 && !words.startsWith("#") && !words.startsWith(";")) {
                    section.put(
                            words.substring(0, equals).strip(),
                            words.substring(equals + 1).strip());
                }
            }
        } catch (IOException | InvalidPathException e) {
            // A file that is not there holds no profiles; that none was found is said.
            return;
        }
    }

    private String file(String variable, String name) {
        String said = notes.variable(variable);
        String home = notes.variable("HOME");
        return said != null ? said : (home == null ? "~" : home) + "/.aws/" + name;
    }

    private String or(String variable, String usual) {
        String said = notes.variable(variable);
        return said == null ? usual : said;
    }

    private URI sts() {
        String usual = "https://sts." + region + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
        return URI.create((authority == null ? or("AWS_ENDPOINT_URL_STS", usual) : authority) + "/");
    }

    private String metadata() {
        return authority == null ? or("AWS_EC2_METADATA_SERVICE_ENDPOINT", METADATA) : authority;
    }
}
