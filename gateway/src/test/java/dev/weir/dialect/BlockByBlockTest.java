package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.chat.Seal;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockDelta;
import dev.weir.chat.StreamEvent.BlockEnded;
import dev.weir.chat.StreamEvent.BlockKind.TextBlock;
import dev.weir.chat.StreamEvent.BlockStarted;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Blocks whose events come mixed are told one after the other.
final class BlockByBlockTest {
    /// Begins a block with its first words, and writes what it is told.
    private static final class Told implements BlockByBlock.Teller<String> {
        private final BlockByBlock<String> order = new BlockByBlock<>(this);
        private final ByteSink out = new ByteSink(0);
        private String begun = "";

        void say(String block, String words) {
            order.event(block, new BlockDelta(0, 0, new Delta.Words(words)), out);
        }

        void open(String block) {
            order.event(block, new BlockStarted(0, 0, new TextBlock()), out);
        }

        void close(String block) {
            order.event(block, new BlockEnded(0, 0), out);
        }

        String text() {
            return new String(out.toBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void start(String block, ByteSink sink) {
            sink.ascii("(").ascii(block).ascii(")");
        }

        @Override
        public void delta(String block, Delta delta, ByteSink sink) {
            begun = block;
            order.begun(block);
            sink.ascii(((Delta.Words) delta).text());
        }

        @Override
        public void seal(String block, Seal seal) {
            throw new AssertionError("nothing was sealed");
        }

        @Override
        public void end(String block, ByteSink sink) {
            sink.ascii(";");
            if (begun.equals(block)) {
                order.ended(sink);
            }
        }
    }

    private final Told told = new Told();

    @Test
    void aSecondBlockWaitsUntilTheFirstHasEnded() {
        told.open("a");
        told.say("a", "one ");
        told.open("b");
        told.say("b", "three ");
        told.say("a", "two ");
        told.say("b", "four ");
        assertThat(told.text()).isEqualTo("(a)one two ");
        told.close("a");
        assertThat(told.text()).isEqualTo("(a)one two ;(b)three four ");
        told.close("b");
        assertThat(told.text()).isEqualTo("(a)one two ;(b)three four ;");
    }

    @Test
    void blocksThatWaitHaveTheirTurnsInTheOrderInWhichTheyCame() {
        told.say("a", "1");
        told.say("b", "2");
        told.say("c", "4");
        told.close("c");
        told.say("b", "3");
        told.close("b");
        told.close("a");
        assertThat(told.text()).isEqualTo("1;23;4;");
    }

    @Test
    void aBlockThatNeverBeginsKeepsNobodyWaiting() {
        told.say("a", "1");
        told.open("empty");
        told.close("empty");
        told.say("b", "2");
        told.close("a");
        assertThat(told.text()).isEqualTo("1;(empty);2");
    }

    @Test
    void whatBelongsToNoBlockIsRefused() {
        assertThatThrownBy(() -> told.order.event("a", new StreamEvent.Ended(), told.out))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
