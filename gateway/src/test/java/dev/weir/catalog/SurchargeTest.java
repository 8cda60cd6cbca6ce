package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.flow.Deadlines;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurchargeTest {
    private static final Catalog CATALOG = Catalog.builtIn();

    private static Endpoint endpoint(String provider, String base) {
        ProviderRow row = CATALOG.row(provider).orElseThrow();
        Door door = new Door(row.surfaces().getFirst(), URI.create(base), Map.of(), Map.of(), new Credential.None());
        return new Endpoint(provider, Set.of(provider), row, List.of(door), List.of(), null, Deadlines.NONE);
    }

    private static @Nullable String price(Catalog catalog, Endpoint endpoint, String model, Meter meter) {
        Money price = catalog.model(endpoint, model)
                .orElseThrow()
                .facts()
                .prices()
                .usual()
                .of(meter);
        return price == null ? null : meter.shown(price);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,  https://api.openai.com/v1,    gpt-5.5,                2026-04-23, 5,    30",
        "openai,  https://eu.api.openai.com/v1, gpt-5.5,                2026-04-23, 5.5,  33",
        "openai,  https://us.api.openai.com/v1, gpt-5.4-2026-03-05,     '',         2.75, 16.5",
        "openai,  https://eu.api.openai.com/v1, gpt-4o,                 2024-05-13, 2.5,  10",
        "openai,  https://eu.api.openai.com/v1, gpt-4.1-2025-04-14,     '',         2,    8",
        "openai,  https://eu.example.com/v1,    gpt-5.5,                2026-04-23, 5,    30",
        "mistral, https://api.mistral.ai/v1,    mistral-large-latest,   2024-11-01, 0.5,  1.5",
        "mistral, https://api.eu.mistral.ai/v1, mistral-large-latest,   2024-11-01, 0.55, 1.65",
        "xai,     https://us.api.x.ai/v1,       grok-4.3,               2026-04-17, 1.375, 2.75",
        "xai,     https://us-east-1.api.x.ai/v1, grok-4.3,              2026-04-17, 1.25, 2.5"
    })
    void aRegionalHostTakesMore(
            String provider, String base, String model, String released, String input, String output) {
        Endpoint endpoint = endpoint(provider, base);
        assertThat(Objects.requireNonNullElse(
                        CATALOG.model(endpoint, model)
                                .orElseThrow()
                                .facts()
                                .history()
                                .since(),
                        ""))
                .isEqualTo(released);
        assertThat(price(CATALOG, endpoint, model, Meter.INPUT)).isEqualTo(input);
        assertThat(price(CATALOG, endpoint, model, Meter.OUTPUT)).isEqualTo(output);
    }

    @Test
    void classesOfServiceAndLongRequestsCostMoreToo() {
        Prices prices = CATALOG.model(endpoint("openai", "https://eu.api.openai.com/v1"), "gpt-5.5")
                .orElseThrow()
                .facts()
                .prices();
        assertThat(Objects.requireNonNull(prices.services().get("flex")).of(Meter.INPUT))
                .isEqualTo(Meter.INPUT.price("2.75"));
        assertThat(prices.tiers().getFirst().rates().of(Meter.OUTPUT)).isEqualTo(Meter.OUTPUT.price("49.5"));
    }

    /// It is not known when it came, and so not whether it costs more.
    @Test
    void aModelOfAnUnknownDayHasNoKnownPriceThere() {
        assertThat(CATALOG.model(endpoint("openai", "https://eu.api.openai.com/v1"), "whisper-1")
                        .orElseThrow()
                        .facts()
                        .prices()
                        .isEmpty())
                .isTrue();
        assertThat(new Surcharge(10, Set.of(), "2026-03-05")
                        .on("m", month("2026-03"))
                        .prices()
                        .isEmpty())
                .isTrue();
        assertThat(new Surcharge(10, Set.of(), "2026-03-05")
                        .on("m", month("2026-02"))
                        .prices()
                        .isEmpty())
                .isFalse();
    }

    private static ModelFacts month(String since) {
        return ModelLine.read("- - t since:" + since + " $input=1", Map.of());
    }

    @Test
    void whatTheUserSaysIsWhatIsPaidThere() {
        Amendment own = new Amendment("openai", new Glob("gpt-5.5"), month("2026-05"));
        Catalog catalog = CATALOG.with(List.of(own));
        Endpoint endpoint = endpoint("openai", "https://eu.api.openai.com/v1");
        assertThat(price(catalog, endpoint, "gpt-5.5", Meter.INPUT)).isEqualTo("1");
        assertThat(price(catalog, endpoint, "gpt-5.5", Meter.OUTPUT)).isEqualTo("33");
    }

    @Test
    void aPriceIsRaisedToTheLastDigit() {
        assertThat(Money.ofPicos(1).raised(10)).isEqualTo(Money.ofPicos(2));
        assertThat(Money.ofPicos(37_500).raised(10)).isEqualTo(Money.ofPicos(41_250));
        assertThat(new Money(3, 500_000_000_000L).raised(10)).isEqualTo(new Money(3, 850_000_000_000L));
        assertThatThrownBy(() -> new Surcharge(0, Set.of(), null)).isInstanceOf(IllegalArgumentException.class);
    }
}
