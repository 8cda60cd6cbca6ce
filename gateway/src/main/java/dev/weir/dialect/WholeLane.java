package dev.weir.dialect;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.wire.ByteSink;
import org.jspecify.annotations.Nullable;

/// The byte lane of a dialect whose answers always come whole.
public interface WholeLane extends ByteLane {
    @Override
    default ModelPlace modelPlace() {
        return ModelPlace.PATH;
    }

    @Override
    default Taking taking(Delivery delivery, @Nullable String type) {
        return Taking.WHOLE;
    }

    @Override
    default Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        throw new IllegalStateException(dialect() + " has no streams");
    }

    @Override
    default void complete(ByteSink out) {
        throw new IllegalStateException(dialect() + " has no streams");
    }

    @Override
    default void fail(Failure failure, ByteSink out) {
        throw new IllegalStateException(dialect() + " has no streams");
    }

    @Override
    default void alive(ByteSink out) {
        throw new IllegalStateException(dialect() + " has no streams");
    }
}
