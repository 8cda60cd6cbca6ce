package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MembersTest {
    @ParameterizedTest
    @ValueSource(ints = {3, 16, 17, 40})
    void theyAreALinkedHashMap(int names) {
        Random dice = new Random(names);
        for (int round = 0; round < 200; round++) {
            Members members = new Members();
            Map<String, JsonNode> model = new LinkedHashMap<>();
            for (int step = 0; step < names * 4; step++) {
                String name = "name" + dice.nextInt(names);
                JsonNode value = Nodes.INSTANCE.numberNode(step);
                switch (dice.nextInt(8)) {
                    case 0 -> assertThat(members.remove(name)).isEqualTo(model.remove(name));
                    case 1 -> {
                        members.entrySet().removeIf(entry -> entry.getKey().equals(name));
                        model.remove(name);
                    }
                    case 2 -> {
                        members.entrySet().stream()
                                .filter(entry -> entry.getKey().equals(name))
                                .forEach(entry -> entry.setValue(value));
                        model.computeIfPresent(name, (_, _) -> value);
                    }
                    default -> assertThat(members.put(name, value)).isEqualTo(model.put(name, value));
                }
                assertThat(members.get(name)).isEqualTo(model.get(name));
                assertThat(members.containsKey(name)).isEqualTo(model.containsKey(name));
            }
            assertThat(members).hasSameSizeAs(model).isEqualTo(model);
            assertThat(List.copyOf(members.keySet())).isEqualTo(List.copyOf(model.keySet()));
            List<JsonNode> walked = new ArrayList<>();
            members.forEach((_, value) -> walked.add(value));
            assertThat(walked).isEqualTo(List.copyOf(model.values()));
            members.clear();
            assertThat(members).isEmpty();
        }
    }
}
