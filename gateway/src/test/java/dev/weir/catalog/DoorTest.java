package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static Door door(String base, @Nullable String path, Map<String, String> query) {
        var surface = new Surface(
                "openai-chat",
                new Address(null, Map.of(), path, query),
                Auth.bearer(),
                Map.of(),
                List.of(),
                Conduct.USUAL);
        return new Door(surface, URI.create(base), query, Map.of(), new Credential.None());
    }

    @Test
    void theDialectsPathStandsBelowTheBase() {
        assertThat(door("https://h.example/v1", null, Map.of()).target("/chat/completions", "m"))
                .isEqualTo("/v1/chat/completions");
        assertThat(door("https://h.example", null, Map.of()).target("/chat/completions", "m"))
                .isEqualTo("/chat/completions");
    }

    @Test
    void aRowMayPutTheModelIntoThePath() {
        var door = door(
                "https://h.example/openai",
                "/deployments/{model}/chat/completions",
                Map.of("api-version", "2024-10-21"));
        assertThat(door.target("/chat/completions", "my dep/../x?"))
                .isEqualTo("/openai/deployments/my%20dep%2F..%2Fx%3F/chat/completions?api-version=2024-10-21");
    }

    @Test
    void parametersFollowTheDialectsOwn() {
        assertThat(door("https://h.example/v1beta", null, Map.of("a", "b"))
                        .target("/models/g:streamGenerateContent?alt=sse", "g"))
                .isEqualTo("/v1beta/models/g:streamGenerateContent?alt=sse&a=b");
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(new Credential.Header("authorization", new Secret("Bearer sk-1")).toString())
                .doesNotContain("sk-1")
                .contains("***");
    }
}
