package dev.weir.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the user set for a provider that is a cloud.
///
/// @param credentials by key: `access-key`, `secret-key`, `session-token`, `profile`; `file`; `tenant`, `client`,
/// `secret`;
///     `identity`, `authority`
/// @param project or null
/// @param deployments names under which models are deployed, by model
record Cloud(Map<String, Text> credentials, @Nullable Text project, Map<String, String> deployments) {
    static final Cloud NONE = new Cloud(Map.of(), null, Map.of());

    Cloud {
        credentials = Map.copyOf(credentials);
        deployments = Map.copyOf(deployments);
    }

    @Nullable
    Text credential(String key) {
        return credentials.get(key);
    }
}
