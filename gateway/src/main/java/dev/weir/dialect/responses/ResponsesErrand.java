package dev.weir.dialect.responses;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.RequestProbe;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;

/// The byte lane of what is asked beside answers: the count of tokens, the compaction of a conversation, and all that
/// is done with an answer that lives at a provider.
///
/// @param path below the base URL
/// @param needs a member that every whole answer has, or `""`
/// @param meter whether an answer costs tokens
record ResponsesErrand(String path, String needs, Meter meter) implements ByteLane {
    private static final ResponsesByteLane LANE = new ResponsesByteLane();

    enum Meter {
        COUNTS,
        /// What it tells of was counted when it was made.
        COUNTED,
        /// What it tells of was still being made when it was last seen: once it says what it used, that is counted.
        DUE
    }

    @Override
    public String dialect() {
        return LANE.dialect();
    }

    /// Nothing of it is streamed, whatever the body says.
    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        return switch (LANE.probe(body, asked)) {
            case RequestProbe.Found found ->
                new RequestProbe.Found(
                        found.model(), Delivery.WHOLE, found.way(), found.named(), found.says(), found.ties());
            case RequestProbe.Rejected rejected -> rejected;
        };
    }

    @Override
    public ModelPlace modelPlace() {
        return LANE.modelPlace();
    }

    @Override
    public String path(String model, Delivery delivery) {
        return path;
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return LANE.error(status, headers, body);
    }

    /// Follows the stream of an answer that goes on: its usage is not what this request used, but where it is due.
    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        Delivered own = new Delivered();
        Watch inner = LANE.watch(delivery, convention, own);
        return new Watch() {
            @Override
            public Sight frame(Frame frame) {
                Sight sight = inner.frame(frame);
                if (own.id() != null) {
                    delivered.begin(new Head(own.id(), own.model(), own.created()));
                }
                delivered.sequence(own.nextSequence() - 1);
                due(own, delivered);
                return sight;
            }

            @Override
            public boolean isComplete() {
                return inner.isComplete();
            }
        };
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        if (meter == Meter.COUNTS) {
            return LANE.look(body, convention, delivered);
        }
        if (meter == Meter.DUE) {
            JsonCursor response = new JsonCursor(body, 0, body.length);
            if (response.enterObject()) {
                ResponseGlance glance = new ResponseGlance(response);
                glance.read();
                Delivered own = new Delivered();
                glance.tell(body, own);
                due(own, delivered);
            }
        }
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean there = needs.isEmpty();
        if (json.enterObject()) {
            while (json.next()) {
                there |= json.nameIs(needs);
            }
        }
        if (!json.complete() || !there) {
            return new Look(new Failure.Broken("the provider's answer is not what was asked for", 200));
        }
        delivered.begin(new Head(null, null, null));
        return new Look(null);
    }

    private void due(Delivered own, Delivered delivered) {
        if (meter == Meter.DUE && own.usage() != null) {
            delivered.due(own.usage());
        }
    }

    @Override
    public void complete(ByteSink out) {
        LANE.complete(out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        LANE.fail(failure, out);
    }

    @Override
    public void fail(Failure failure, Delivered delivered, ByteSink out) {
        LANE.fail(failure, delivered, out);
    }

    @Override
    public void alive(ByteSink out) {
        LANE.alive(out);
    }
}
