package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.catalog.ModelFacts.Status;
import dev.weir.chat.Traits.Support;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelLineTest {
    private static final Source A = new Source("a", "2026-01-01", "A");
    private static final Source B = new Source("b", "2026-01-02", "B");
    private static final Source C = new Source("c", "2026-01-03", "C");
    private static final Map<String, Source> SOURCES = Map.of("a", A, "b", B, "c", C);

    private static final String WHOLE = "1000 200 tipv>ta image-edit tools -json sampling off budget:1- effort:low,high"
            + " open input:900 dims:3 deprecated since:2025-01 knows:2024-12-31 seen:2025-02-03 until:2026-10-15"
            + " is:m-1 of:x/m region:eu speaks:anthropic-messages $input=2.5,output=10,cache-read=0.25,cache-write-1h=6"
            + " $batch:input=1.25,output=5 $fast:input=15 $>200000:input=6,output=30 $2027-01-01:input=3"
            + " $each:high_1024x1024=0.167,512x512=0.02 ?input:=@c,2@b ?output:9@b@c,8@a @a+b \"M, the \\ first\"";

    private static ModelFacts read(String line) {
        return ModelLine.read(line, SOURCES);
    }

    @Test
    void aLineSaysEverything() {
        var facts = read(WHOLE);
        assertThat(facts.nature()).isEqualTo(new ModelFacts.Nature(Mode.IMAGE_EDIT, Support.YES, Support.YES));
        assertThat(facts.limits()).isEqualTo(new ModelFacts.Limits(1000, 900, 200, 3));
        assertThat(facts.media().reads())
                .containsExactlyInAnyOrder(Modality.TEXT, Modality.IMAGE, Modality.PDF, Modality.VIDEO);
        assertThat(facts.media().writes()).containsExactlyInAnyOrder(Modality.TEXT, Modality.AUDIO);
        assertThat(facts.history())
                .isEqualTo(
                        new ModelFacts.History(Status.DEPRECATED, "2025-01", "2024-12-31", "2025-02-03", "2026-10-15"));
        assertThat(facts.origin())
                .isEqualTo(new ModelFacts.Origin(
                        "M, the \\ first", "m-1", "x/m", "eu", "anthropic-messages", List.of(A, B)));
        assertThat(facts.manner().tools()).isEqualTo(Support.YES);
        assertThat(facts.manner().structuredOutput()).isEqualTo(Support.NO);
    }

    @Test
    void aLineSaysEveryPrice() {
        var prices = read(WHOLE).prices();
        assertThat(prices.usual().each())
                .isEqualTo(Map.of(
                        Meter.INPUT, Money.ofPicos(2_500_000),
                        Meter.OUTPUT, Money.ofPicos(10_000_000),
                        Meter.CACHE_READ, Money.ofPicos(250_000),
                        Meter.CACHE_WRITE_1H, Money.ofPicos(6_000_000)));
        assertThat(prices.services().keySet()).containsExactly("batch", "fast");
        assertThat(Objects.requireNonNull(prices.services().get("batch")).of(Meter.OUTPUT))
                .isEqualTo(Money.ofPicos(5_000_000));
        assertThat(prices.tiers()).singleElement().satisfies(tier -> {
            assertThat(tier.aboveTokens()).isEqualTo(200_000);
            assertThat(tier.rates().of(Meter.INPUT)).isEqualTo(Money.ofPicos(6_000_000));
        });
        assertThat(prices.changes().keySet()).containsExactly("2027-01-01");
        assertThat(prices.pictures())
                .containsEntry("high 1024x1024", Money.ofPicos(167_000_000_000L))
                .containsEntry("512x512", Money.ofPicos(20_000_000_000L));
    }

    @Test
    void aDoubtNamesWhoAgreesAndWhoDoesNot() {
        var prices = read(WHOLE).prices();
        assertThat(prices.doubts())
                .containsExactly(
                        new Doubt(Meter.INPUT, List.of(C), Map.of(Money.ofPicos(2_000_000), List.of(B))),
                        new Doubt(
                                Meter.OUTPUT,
                                List.of(),
                                Map.of(
                                        Money.ofPicos(9_000_000), List.of(B, C),
                                        Money.ofPicos(8_000_000), List.of(A))));
        assertThat(prices.doubts())
                .extracting(Doubt::verdict)
                .containsExactly(Doubt.Verdict.MIXED, Doubt.Verdict.OUTVOTED);
        assertThat(read("- - t $input=1 ?input:2@a")
                        .prices()
                        .doubts()
                        .getFirst()
                        .verdict())
                .isEqualTo(Doubt.Verdict.CONTESTED);
        assertThat(prices.isDoubtful(Meter.INPUT)).isTrue();
        assertThat(prices.isDoubtful(Meter.CACHE_READ)).isFalse();
    }

    @Test
    void aLineMaySayNothing() {
        assertThat(read("- - -")).isEqualTo(ModelFacts.NONE);
        assertThat(ModelLine.write(ModelFacts.NONE)).isEqualTo("- - -");
    }

    @Test
    void thinkingIsKnownWithItsWays() {
        assertThat(read("- - t thinks").nature().reasoning()).isEqualTo(Support.YES);
        assertThat(read("- - t -think").nature().reasoning()).isEqualTo(Support.NO);
        assertThat(read("- - t adaptive").nature().reasoning()).isEqualTo(Support.YES);
        assertThat(read("- - t").nature().reasoning()).isEqualTo(Support.UNKNOWN);
    }

    static Stream<ProviderRow> rows() {
        return CatalogTest.CATALOG.rows().stream();
    }

    @Test
    void aWholeLineIsWrittenAsItWasRead() {
        assertThat(ModelLine.write(read(WHOLE))).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyBuiltInLineIsReadBackAsItWasWritten(ProviderRow row) {
        var sources = new HashMap<String, Source>();
        CatalogTest.CATALOG.sources().forEach(source -> sources.put(source.id(), source));
        for (var model : CatalogTest.CATALOG.models(row)) {
            var written = ModelLine.write(model.facts());
            assertThat(ModelLine.read(written, sources)).as(model.id()).isEqualTo(model.facts());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 | missing",
                "x 2 t | x",
                "1 2 q | no such kind of media: q",
                "1 2 t tolls | no such word: tolls",
                "1 2 t $inptu=1 | inptu",
                "1 2 t $input=a | no price: a",
                "1 2 t $>x:input=1 | x",
                "1 2 t ?input:1@nobody | no such source: nobody",
                "1 2 t @nobody | no such source: nobody",
                "1 2 t since:soon | no date: soon",
            })
    void aWordThatCannotStandIsNamed(String line, String fault) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void aListNamesTheLineThatCannotStand() {
        var list = ModelList.read("# c\n@a 2026-01-01 A list\n\n[x]\n# c\nm 1 2 t @a\n\nn 1 2 t tolls\n[y]\nm 3 4 t");
        assertThat(list.providers()).containsExactly("x", "y");
        assertThat(list.ids("x")).containsExactly("m", "n");
        assertThat(list.ids("y")).containsExactly("m");
        assertThat(list.ids("z")).isEmpty();
        assertThat(list.find("x", "m"))
                .extracting(ModelFacts::limits)
                .isEqualTo(new ModelFacts.Limits(1, null, 2, null));
        assertThat(list.find("y", "m"))
                .extracting(ModelFacts::limits)
                .isEqualTo(new ModelFacts.Limits(3, null, 4, null));
        assertThat(list.find("y", "n")).isNull();
        assertThatThrownBy(() -> list.find("x", "n"))
                .hasMessageContaining("n 1 2 t tolls")
                .hasMessageContaining("no such word");
        assertThat(ModelList.read("").providers()).isEmpty();
    }
}
