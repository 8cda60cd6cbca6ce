package dev.weir.dialect.anthropic;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.TokenEstimate;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.TokenCount;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/messages/count_tokens`: `{"input_tokens":n}`.
public final class MessagesTokenCount implements TokenCount {
    private final ByteLane lane = new Lane();

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Estimated.Rejected(new Failure.BadRequest("The request body is not a JSON object.", null, null));
        }
        try {
            long tokens = TokenEstimate.of(new RequestReader(request).readToCount());
            return new Estimated.Reply(Json.object().put("input_tokens", tokens));
        } catch (Rejection rejection) {
            return new Estimated.Rejected(rejection.failure());
        }
    }

    /// The byte lane of a count: another path, and another thing to look at in the answer.
    private static final class Lane implements ByteLane {
        private final MessagesByteLane messages = new MessagesByteLane();

        @Override
        public String dialect() {
            return messages.dialect();
        }

        /// Nothing of it is streamed, whatever the body says.
        @Override
        public RequestProbe probe(byte[] body, Asked asked) {
            return switch (messages.probe(body, asked)) {
                case RequestProbe.Found found ->
                    new RequestProbe.Found(found.model(), Delivery.WHOLE, found.way(), found.named());
                case RequestProbe.Rejected rejected -> rejected;
            };
        }

        @Override
        public ModelPlace modelPlace() {
            return messages.modelPlace();
        }

        @Override
        public String path(String model, Delivery delivery) {
            return "/messages/count_tokens";
        }

        @Override
        public Failure error(int status, Headers headers, byte[] body) {
            return messages.error(status, headers, body);
        }

        @Override
        public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
            return messages.watch(delivery, convention, delivered);
        }

        @Override
        public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
            JsonCursor json = new JsonCursor(body, 0, body.length);
            boolean counted = false;
            if (json.enterObject()) {
                while (json.next()) {
                    counted |= json.nameIs("input_tokens") && json.kind() == JsonCursor.Kind.NUMBER;
                }
            }
            if (!json.complete() || !counted) {
                return new Look(new Failure.Broken("the provider's answer is no count of tokens", 200));
            }
            delivered.begin(new Head(null, null, null));
            return new Look(null);
        }

        @Override
        public void complete(ByteSink out) {
            messages.complete(out);
        }

        @Override
        public void fail(Failure failure, ByteSink out) {
            messages.fail(failure, out);
        }

        @Override
        public void alive(ByteSink out) {
            messages.alive(out);
        }
    }
}
