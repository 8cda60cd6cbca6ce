package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Loss;
import dev.weir.dialect.ProviderCodec;
import dev.weir.ledger.ClientKey;
import dev.weir.provider.BodyEdits;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What of a request a target would not understand, found out by translating it there: exact, and asked only where all
/// parameters are demanded.
record Fit(BodyFacts facts, byte[] body, ClientKey key, Map<String, ProviderCodec> codecs) implements Query.Checks {
    /// The conversation is no parameter.
    private static final List<String> CONVERSATION = List.of(
            "/messages",
            "/input",
            "/instructions",
            "/contents",
            "/system",
            "/systemInstruction",
            "/system_instruction",
            "/documents",
            "/prompt");

    @Override
    public List<String> lost(Step step) {
        return losses(step)
                .filter(Loss::lossy)
                .map(Loss::path)
                .filter(path -> !isConversation(path))
                .distinct()
                .toList();
    }

    static boolean isConversation(String path) {
        return CONVERSATION.stream().anyMatch(part -> path.equals(part) || path.startsWith(part + "/"));
    }

    private Stream<Loss> losses(Step step) {
        return switch (step.lane()) {
            case SAME -> new BodyEdits(body).apply(step.edits()).changes().stream();
            case CROSS -> {
                ChatRequest request = facts.request();
                ProviderCodec codec = codecs.get(step.door().dialect());
                yield request == null || codec == null
                        ? Stream.of()
                        : codec.encode(request.withModel(step.target().model()), step.traits()).losses().stream();
            }
        };
    }

    @Override
    public boolean mayUse(String model) {
        return key.mayUse(model);
    }
}
