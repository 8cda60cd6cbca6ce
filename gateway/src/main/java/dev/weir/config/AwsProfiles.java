package dev.weir.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The profiles of AWS' shared files, and the sessions of those who sign on; what stands in the file of credentials
/// wins.
///
/// @param sections by name, `profile ` left out; a session's is `sso-session NAME`
record AwsProfiles(Map<String, Map<String, String>> sections) {
    private static final String SESSION = "sso-session ";

    static AwsProfiles read(String config, String credentials) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        read(config, all);
        read(credentials, all);
        return new AwsProfiles(all);
    }

    List<String> names() {
        return sections.keySet().stream()
                .filter(name -> !name.startsWith(SESSION))
                .toList();
    }

    @Nullable
    Map<String, String> profile(String name) {
        return sections.get(name);
    }

    /// What a profile says of signing on, with what its session says.
    Map<String, String> signOn(Map<String, String> profile) {
        String session = profile.get("sso_session");
        Map<String, String> all =
                new LinkedHashMap<>(session == null ? Map.of() : sections.getOrDefault(SESSION + session, Map.of()));
        all.putAll(profile);
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
}
