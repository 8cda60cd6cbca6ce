package dev.weir.dialect.embed;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.chat.Usage;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.OpenAiRejection;
import dev.weir.dialect.PlainUsage;
import dev.weir.wire.Splice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for vectors across dialects.
final class EmbedBridge implements Bridge {
    private static final List<EmbedProvider> PROVIDERS = List.of(
            new OpenAiEmbeddings(),
            new GeminiEmbeddings(GeminiEmbeddings.Batch.MANY),
            new CohereEmbed(),
            new VoyageEmbeddings(),
            new JinaEmbeddings(),
            new BedrockEmbeddings());

    private final EmbedClient client;

    EmbedBridge(EmbedClient client) {
        this.client = client;
    }

    @Override
    public List<String> dialects() {
        return PROVIDERS.stream().map(EmbedProvider::dialect).toList();
    }

    @Override
    public Crossing cross(byte[] body, Asked asked, String dialect, String model) {
        EmbedProvider provider = PROVIDERS.stream()
                .filter(each -> each.dialect().equals(dialect))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no provider of vectors speaks " + dialect));
        if (client instanceof GeminiEmbeddings && provider instanceof GeminiEmbeddings google) {
            return new Crossing.Ready(google.path(model), renamed(body, model), List.of(), AS_IT_IS);
        }
        try {
            if (!(Json.readOrNull(body, 0, body.length) instanceof ObjectNode object)) {
                return refused(new Failure.BadRequest("The body of the request is no JSON object.", null, null));
            }
            EmbedRequest request = client.decode(object, asked);
            List<Loss> losses = new ArrayList<>(request.left());
            ObjectNode encoded = provider.encode(request, model, losses::add);
            return new Crossing.Ready(
                    provider.path(model), Json.bytes(encoded), losses, new Back(client, provider, request));
        } catch (OpenAiRejection e) {
            return refused(e.failure());
        } catch (Fields.WrongType e) {
            return refused(OpenAiRejection.type(e).failure());
        } catch (EmbedProvider.Cannot e) {
            return refused(e.failure());
        }
    }

    /// A batch of Gemini's with another name for the model, in each of its requests; nothing else changes.
    private static byte[] renamed(byte[] body, String model) {
        Splice splice = new Splice(body);
        Splice.Member requests = splice.root().get("requests");
        byte[] name = Json.bytes(Json.string(model.startsWith("models/") ? model : "models/" + model));
        for (Splice.Obj request : requests == null ? List.<Splice.Obj>of() : requests.elements()) {
            Splice.Member named = request.get("model");
            if (named != null) {
                named.replace(name);
            }
        }
        return splice.toBytes();
    }

    private static Crossing refused(Failure failure) {
        return new Crossing.Refused(failure);
    }

    /// Gemini's answers to Gemini's clients.
    private static final Return AS_IT_IS = new Return() {
        private final EmbedLane lane = new EmbedLane(Embeddings.GEMINI_BATCH);

        @Override
        public Brought answer(
                Headers headers, byte[] body, Identity identity, Delivered delivered, Consumer<Loss> losses) {
            Failure failure =
                    lane.look(body, UsageConvention.STANDARD, delivered).failure();
            return failure == null ? new Brought.Reply(body) : new Brought.Failed(failure);
        }

        @Override
        public Failure error(int status, Headers headers, byte[] body) {
            return lane.error(status, headers, body);
        }
    };

    private record Back(EmbedClient client, EmbedProvider provider, EmbedRequest request) implements Return {
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
                EmbedAnswer answer = provider.decode(node, losses);
                int wanted = request.inputs().size();
                if (answer.vectors().size() != wanted) {
                    return broken("it has " + answer.vectors().size() + " vectors for " + wanted + " inputs");
                }
                Usage usage = answer.usage() == null ? provider.usage(headers) : answer.usage();
                if (usage != null && usage.raw() != null) {
                    PlainUsage.meter(usage.raw().node(), PlainUsage.Written.TEXT, delivered);
                }
                return new Brought.Reply(
                        Json.bytes(client.encode(new EmbedAnswer(answer.vectors(), usage), request, identity)));
            } catch (Vector.Unreadable e) {
                return broken(e.getMessage());
            }
        }

        private static Brought broken(@Nullable String why) {
            return new Brought.Failed(new Failure.Broken("the provider's answer cannot be read: " + why, 200));
        }

        @Override
        public Failure error(int status, Headers headers, byte[] body) {
            return provider.error(status, headers, body);
        }
    }
}
