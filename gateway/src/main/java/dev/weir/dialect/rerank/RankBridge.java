package dev.weir.dialect.rerank;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.OpenAiRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for a ranking across dialects.
final class RankBridge implements Bridge {
    private final Rerank client;

    RankBridge(Rerank client) {
        this.client = client;
    }

    /// The dialect cannot say it.
    static final class Cannot extends RuntimeException {
        private final transient Failure failure;

        Cannot(String message, @Nullable String at) {
            super(message);
            this.failure = new Failure.Unsupported(message, at);
        }

        Failure failure() {
            return failure;
        }
    }

    @Override
    public List<String> dialects() {
        return Stream.of(Rerank.values()).map(Rerank::dialect).toList();
    }

    @Override
    public Crossing cross(byte[] body, Asked asked, String dialect, String model) {
        Rerank provider = Stream.of(Rerank.values())
                .filter(each -> each.dialect().equals(dialect))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no provider that ranks speaks " + dialect));
        try {
            if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
                return new Crossing.Refused(
                        new Failure.BadRequest("The body of the request is no JSON object.", null, null));
            }
            RankRequest request = RankRequest.read(object, client.dialect());
            List<Loss> losses = new ArrayList<>(request.left());
            byte[] encoded = Json.bytes(provider.request(request, model, losses::add));
            return new Crossing.Ready(provider.below(model), encoded, losses, new Back(client, provider, request));
        } catch (OpenAiRejection e) {
            return new Crossing.Refused(e.failure());
        } catch (Fields.WrongType e) {
            return new Crossing.Refused(OpenAiRejection.type(e).failure());
        } catch (Cannot e) {
            return new Crossing.Refused(e.failure());
        }
    }

    private record Back(Rerank client, Rerank provider, RankRequest request) implements Return {
        @Override
        public Brought answer(
                Headers headers, byte[] body, Identity identity, Delivered delivered, Consumer<Loss> losses) {
            JsonNode node = Json.readOrNull(body, 0, body.length);
            if (node == null) {
                return broken("it is not valid JSON");
            }
            if (node.path("error").isObject()) {
                return new Brought.Failed(OpenAiErrors.of(200, Headers.NONE, node));
            }
            try {
                RankAnswer read = RankAnswer.read(node, request.documents().size(), losses);
                RankAnswer answer = read.usage() == null
                        ? new RankAnswer(read.hits(), provider.usage(headers), read.searches())
                        : read;
                if (answer.usage() != null) {
                    delivered.meter(answer.usage());
                }
                if (answer.searches() != null) {
                    delivered.count(delivered.units().searched((long)
                            Math.ceil(answer.searches().doubleValue())));
                }
                return new Brought.Reply(Json.bytes(client.answer(answer, request, identity)));
            } catch (RankAnswer.Unreadable e) {
                return broken(Objects.requireNonNullElse(e.getMessage(), "it is none"));
            }
        }

        private static Brought broken(String why) {
            return new Brought.Failed(new Failure.Broken("the provider's answer cannot be read: " + why, 200));
        }

        @Override
        public Failure error(int status, Headers headers, byte[] body) {
            return provider.error(status, headers, body);
        }
    }
}
