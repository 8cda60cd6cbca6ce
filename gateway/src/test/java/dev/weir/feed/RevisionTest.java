package dev.weir.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Meter;
import dev.weir.catalog.ModelFacts;
import dev.weir.catalog.Source;
import dev.weir.feed.Revision.Change;
import dev.weir.feed.Revision.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevisionTest {
    private static final String LIST = """
            @a 2026-01-01 A

            [openai]
            old 1000 200 tip tools -json input:900 $input=2,output=8,cache-read=1 $batch:input=1 $>100000:input=4 @a "Old"
            same 1000 200 t $input=2 @a
            """;
    private static final Catalog CATALOG = Catalog.builtIn().under(LIST);

    private static Revision revision(String models, Scope scope) {
        var feed = Feed.read(
                ("{\"openai\": {\"models\": " + models + "}}").getBytes(StandardCharsets.UTF_8),
                "x",
                "2026-12-01",
                CATALOG);
        return Revision.of(feed, CATALOG, scope);
    }

    private static ModelFacts after(Revision revision) {
        assertThat(revision.changes()).hasSize(1);
        return revision.changes().getFirst().after();
    }

    @Test
    void whatIsSaidAlreadyChangesNothing() {
        assertThat(revision(
                                "{\"same\": {\"limit\": {\"context\": 1000, \"output\": 200}, \"cost\": {\"input\": 2.0}}}",
                                Scope.EVERYTHING)
                        .changes())
                .isEmpty();
    }

    @Test
    void aNewModelIsTakenWhole() {
        var revision =
                revision("{\"fresh\": {\"limit\": {\"input\": 70}, \"cost\": {\"input\": 3}}}", Scope.EVERYTHING);
        assertThat(revision.changes())
                .singleElement()
                .extracting(Change::before)
                .isNull();
        assertThat(after(revision).limits()).isEqualTo(new ModelFacts.Limits(70, null, null, null));
    }

    @Test
    void whatIsNotSaidStays() {
        var after = after(revision("{\"old\": {\"limit\": {\"context\": 2000}}}", Scope.EVERYTHING));
        assertThat(after.limits()).isEqualTo(new ModelFacts.Limits(2000, 900, 200, null));
        assertThat(after.prices().services()).containsKey("batch");
        assertThat(after.origin().name()).isEqualTo("Old");
        assertThat(after.origin().sources()).extracting(Source::id).containsExactly("models.dev", "a");
    }

    /// The price of a batch was half of the old price; of the new one it is not known.
    @Test
    void pricesBesideAPriceThatChangedAreForgotten() {
        var after = after(revision("{\"old\": {\"cost\": {\"input\": 1, \"output\": 8}}}", Scope.EVERYTHING));
        assertThat(Meter.INPUT.shown(
                        Objects.requireNonNull(after.prices().usual().of(Meter.INPUT))))
                .isEqualTo("1");
        assertThat(after.prices().usual().of(Meter.CACHE_READ)).isNull();
        assertThat(after.prices().services()).isEmpty();
        assertThat(after.prices().tiers()).isEmpty();
    }

    @Test
    void aPriceThatIsSaidAnewBesideTheOthersIsAdded() {
        var after = after(revision("{\"old\": {\"cost\": {\"input\": 2, \"cache_write\": 3}}}", Scope.EVERYTHING));
        assertThat(after.prices().usual().each().keySet())
                .containsExactly(Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ, Meter.CACHE_WRITE);
        assertThat(after.prices().services()).containsKey("batch");
    }

    @Test
    void pricesAloneLeaveEverythingElseAndTakeNoNewModels() {
        var revision = revision(
                "{\"old\": {\"limit\": {\"context\": 2000}, \"tool_call\": false, \"cost\": {\"input\": 2, \"output\": 9}},"
                        + " \"fresh\": {\"cost\": {\"input\": 1}}}",
                Scope.PRICES);
        assertThat(after(revision).limits().context()).isEqualTo(1000);
        assertThat(revision.changes().getFirst().differences())
                .containsEntry("price of output", "8 USD for a million tokens → 9 USD for a million tokens")
                .doesNotContainKeys("context", "tools");
    }

    @Test
    void aChangeSaysWhatWasAndWhatWillBe() {
        var change = revision(
                        "{\"old\": {\"structured_output\": true, \"status\": \"deprecated\", \"limit\": {\"output\": 300}}}",
                        Scope.EVERYTHING)
                .changes()
                .getFirst();
        assertThat(change.name()).isEqualTo("openai/old");
        assertThat(change.differences())
                .containsEntry("longest answer", "200 → 300")
                .containsEntry("structured output", "no → yes")
                .containsEntry("status", "not known → deprecated")
                .hasSize(3);
    }

    /// LiteLLM says "vision" of a model that reads documents as well.
    @Test
    void aListThatDoesNotSayWhatIsWrittenSaysOnlySomeOfWhatIsRead() {
        var feed = Feed.read(
                "{\"old\": {\"litellm_provider\": \"openai\", \"supports_audio_input\": true, \"max_input_tokens\": 900}}"
                        .getBytes(StandardCharsets.UTF_8),
                "x",
                "2026-12-01",
                CATALOG);
        var change = Revision.of(feed, CATALOG, Scope.EVERYTHING).changes().getFirst();
        assertThat(change.differences())
                .containsExactlyEntriesOf(Map.of("reads", "text, image, pdf → text, image, pdf, audio"));
    }

    @Test
    void theNewListHasTheOldOnesModelsAndIsReadBack() {
        var revision = revision(
                "{\"old\": {\"cost\": {\"input\": 1}}, \"fresh\": {\"name\": \"F\", \"cost\": {\"input\": 3}}}",
                Scope.EVERYTHING);
        var text = revision.text(CATALOG);
        Catalog.check(text);
        var newer = Catalog.builtIn().under(text);
        var openai = newer.row("openai").orElseThrow();
        for (var change : revision.changes()) {
            assertThat(newer.model(openai, change.id()))
                    .get()
                    .extracting(model -> model.facts())
                    .isEqualTo(change.after());
        }
        assertThat(newer.model(openai, "same")).isEqualTo(CATALOG.model(openai, "same"));
        assertThat(newer.newer().keySet()).isEqualTo(Set.of("openai"));
        assertThat(Revision.of(
                                Feed.read(
                                        "{\"openai\": {\"models\": {\"old\": {\"cost\": {\"input\": 1}}}}}"
                                                .getBytes(StandardCharsets.UTF_8),
                                        "x",
                                        "2026-12-02",
                                        newer),
                                newer,
                                Scope.EVERYTHING)
                        .changes())
                .isEqualTo(List.of());
    }
}
