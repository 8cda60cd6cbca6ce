package dev.weir.dialect.gemini;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.TokenEstimate;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.dialect.TokenCount;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `models/{model}:countTokens`: `{"totalTokens":n}`, of `contents` or of a whole `generateContentRequest`.
public final class GeminiTokenCount implements TokenCount {
    private static final String WHOLE_REQUEST = "generateContentRequest";

    private final ByteLane lane = new Lane();

    @Override
    public ByteLane lane() {
        return lane;
    }

    @Override
    public Estimated estimate(byte[] body, Asked asked) {
        if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode request)) {
            return new Estimated.Rejected(Wrong.noObject().failure());
        }
        JsonNode camel = request.get(WHOLE_REQUEST);
        JsonNode inner = camel == null ? request.get(Spelling.snake(WHOLE_REQUEST)) : camel;
        ObjectNode counted = inner instanceof ObjectNode whole ? whole : request;
        try {
            long tokens = TokenEstimate.of(new RequestReader(counted, "", Delivery.WHOLE).read());
            return new Estimated.Reply(Json.object().put("totalTokens", tokens));
        } catch (Wrong e) {
            return new Estimated.Rejected(e.failure());
        } catch (Fields.WrongType e) {
            return new Estimated.Rejected(Wrong.type(e).failure());
        }
    }

    /// The byte lane of a count: another method, and another thing to look at in the answer.
    private static final class Lane implements ByteLane {
        private final GeminiByteLane answers = new GeminiByteLane();

        @Override
        public String dialect() {
            return answers.dialect();
        }

        @Override
        public RequestProbe probe(byte[] body, Asked asked) {
            return RequestLook.probe(body, asked, WHOLE_REQUEST);
        }

        @Override
        public ModelPlace modelPlace() {
            return answers.modelPlace();
        }

        @Override
        public String modelWord(String model) {
            return answers.modelWord(model);
        }

        @Override
        public String path(String model, Delivery delivery) {
            return ModelPath.of(model, "countTokens");
        }

        @Override
        public Failure error(int status, Headers headers, byte[] body) {
            return answers.error(status, headers, body);
        }

        @Override
        public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
            return answers.watch(delivery, convention, delivered);
        }

        @Override
        public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
            JsonCursor json = new JsonCursor(body, 0, body.length);
            boolean counted = false;
            if (json.enterObject()) {
                while (json.next()) {
                    counted |= (json.nameIs("totalTokens") || json.nameIs("total_tokens"))
                            && json.kind() == JsonCursor.Kind.NUMBER;
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
            answers.complete(out);
        }

        @Override
        public void fail(Failure failure, ByteSink out) {
            answers.fail(failure, out);
        }

        @Override
        public void alive(ByteSink out) {
            answers.alive(out);
        }
    }
}
