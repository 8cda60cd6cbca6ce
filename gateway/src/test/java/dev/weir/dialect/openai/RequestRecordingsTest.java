package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatRequest;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that real clients sent, and the services accepted.
class RequestRecordingsTest {
    /// Fields whose meaning the structure of the canonical request carries.
    private static final Set<String> STRUCTURE =
            Set.of("type", "role", "tool_choice", "format", "index", "stream", "enabled", "include_usage", "exclude");

    static List<Recording> accepted() {
        return Recording.requests().stream()
                .filter(each -> each.status() == 200)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void everyLeafIsCanonicalOrInTheExtras(Recording recording) {
        ChatRequest request = decoded(recording);
        Map<String, String> left = Leaves.of(recording.request(), "");
        Map<String, String> extras = Leaves.ofExtras(request);
        extras.forEach(
                (pointer, value) -> assertThat(left.remove(pointer)).as(pointer).isEqualTo(value));
        List<String> canonical = new ArrayList<>(Leaves.scalars(request));
        left.keySet().removeIf(pointer -> STRUCTURE.contains(pointer.substring(pointer.lastIndexOf('/') + 1)));
        left.values().removeIf(value -> canonical.stream().anyMatch(scalar -> says(scalar, value)));
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void turnsKeepOrderAndPlace(Recording recording) {
        ChatRequest request = decoded(recording);
        for (int i = 0; i < request.turns().size(); i++) {
            assertThat(request.turns().get(i).at()).isEqualTo("/messages/" + i);
        }
        assertThat(request.turns()).hasSize(recording.request().path("messages").size());
    }

    private static ChatRequest decoded(Recording recording) {
        Decoded decoded = new ChatClientCodec().decode(Json.bytes(recording.request()), Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    private static boolean says(String scalar, String value) {
        boolean number = value.matches("-?[0-9.]+");
        return scalar.equals(value)
                || scalar.equalsIgnoreCase(value)
                || number && scalar.matches("-?[0-9.]+") && Double.parseDouble(scalar) == Double.parseDouble(value)
                || value.startsWith("data:") && value.endsWith(scalar) && scalar.length() > 20
                || value.equals("5m") && scalar.equals("PT5M")
                || value.equals("1h") && scalar.equals("PT1H");
    }
}
