package dev.weir.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of options and faults, and who is struck.
class BehaviourTest {

    @Test
    void laterLayersWin() {
        Behaviour behaviour = Behaviour.parse("ttft=2s+tps=50", "ttft=250ms", "tokens=60, fault=cut@40");

        assertThat(behaviour.pace().firstToken()).isEqualTo(Duration.ofMillis(250));
        assertThat(behaviour.pace().perSecond()).isEqualTo(50);
        assertThat(behaviour.length().tokens()).hasValue(60);
        assertThat(behaviour.fault()).contains(new Fault.Breaks(Fault.Break.CUT, 40));
    }

    @Test
    void everyFaultOfTheHelpCanBeRead() {
        for (FaultGrammar.Word word : FaultGrammar.help()) {
            for (String syntax : word.syntax().replace("…", "").split(", *", -1)) {
                assertThat(syntax.isEmpty()
                                || Behaviour.parse("fault=" + syntax).fault().isPresent())
                        .as(syntax)
                        .isTrue();
            }
        }
    }

    @Test
    void everyOptionOfTheHelpCanBeRead() {
        for (Behaviour.Option option : Behaviour.OPTIONS) {
            assertThat(Behaviour.parse(option.name() + "=" + option.example())).isNotNull();
        }
    }

    @Test
    void anUnknownOptionNamesTheOnesThereAre() {
        assertThatThrownBy(() -> Behaviour.parse("tfft=2s"))
                .hasMessageContaining("'tfft'")
                .hasMessageContaining("ttft, tps");
        assertThatThrownBy(() -> Behaviour.parse("fault=boom"))
                .hasMessageContaining("'boom'")
                .hasMessageContaining("stall");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ttft=fast",
                "ttft",
                "ttft=",
                "tps=0",
                "tps=x",
                "tokens=-1",
                "tokens=9999999",
                "fault=700",
                "fault=cut@x",
                "fault=odd:shoes",
                "fault=huge:2gb",
                "prefill=maybe",
                "ttft=2d"
            })
    void whatMakesNoSenseIsRefused(String options) {
        assertThatThrownBy(() -> Behaviour.parse(options)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFaultStrikesTheFirstRequestsOfItsCounterOnly() {
        Strikes strikes = new Strikes();
        Behaviour twice = Behaviour.parse("fault=429+times=2");

        assertThat(strikes.next(twice, "a", Optional.empty(), 0)).isPresent();
        assertThat(strikes.next(twice, "a", Optional.empty(), 1)).isPresent();
        assertThat(strikes.next(twice, "a", Optional.empty(), 2)).isEmpty();
        assertThat(strikes.next(twice, "b", Optional.empty(), 3)).isPresent();
    }

    @Test
    void aFaultForOneKeyLeavesTheOthersAlone() {
        Strikes strikes = new Strikes();
        Behaviour one = Behaviour.parse("fault=401+only-key=sk-1");

        assertThat(strikes.next(one, "a", Optional.of("sk-1"), 0)).isPresent();
        assertThat(strikes.next(one, "a", Optional.of("sk-2"), 0)).isEmpty();
    }

    @Test
    void downEndsSoLongAfterTheFirstRequest() {
        Strikes strikes = new Strikes();
        Behaviour down = Behaviour.parse("fault=down@60s");

        assertThat(strikes.next(down, "a", Optional.empty(), 1_000)).isPresent();
        assertThat(strikes.next(down, "a", Optional.empty(), 60_999)).isPresent();
        assertThat(strikes.next(down, "a", Optional.empty(), 61_000)).isEmpty();
    }

    @Test
    void tokensAreDueByRateAndByTotal() {
        Pace rate = Behaviour.parse("ttft=100ms+tps=10").pace();
        assertThat(rate.dueMillis(0, 5)).isEqualTo(100);
        assertThat(rate.dueMillis(3, 5)).isEqualTo(400);

        Pace total = Behaviour.parse("latency=1s").pace();
        assertThat(total.dueMillis(0, 5)).isZero();
        assertThat(total.dueMillis(5, 5)).isEqualTo(1_000);
    }
}
