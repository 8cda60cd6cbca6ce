package dev.weir.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.catalog.Glob;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private static final ClientKey SHOP =
            new ClientKey("shop", KeyHash.of("k-shop"), List.of(new Glob("smart"), new Glob("openai/*")));
    private static final ClientKey OPS = new ClientKey("ops", KeyHash.of("k-ops"), List.of());
    private static final Keyring KEYS = new Keyring(List.of(SHOP, OPS));

    @Test
    void aKeyFindsItsCallerAndAWrongOneNobody() {
        assertThat(KEYS.find("k-shop")).isEqualTo(SHOP);
        assertThat(KEYS.find("k-ops")).isEqualTo(OPS);
        assertThat(KEYS.find("k-op")).isNull();
        assertThat(KEYS.find("")).isNull();
        assertThat(KEYS.find(null)).isNull();
    }

    @Test
    void aCallerUsesOnlyTheModelsOfItsList() {
        assertThat(SHOP.mayUse("smart")).isTrue();
        assertThat(SHOP.mayUse("openai/gpt-4o")).isTrue();
        assertThat(SHOP.mayUse("smarter")).isFalse();
        assertThat(OPS.mayUse("anything")).isTrue();
    }

    @Test
    void aHashIsReadFromItsDigits() {
        // printf abc | sha256sum
        assertThat(KeyHash.ofHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
                .isEqualTo(KeyHash.of("abc"));
        assertThatThrownBy(() -> KeyHash.ofHex("00")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyHash.ofHex("x".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }
}
