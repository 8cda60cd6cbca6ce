package dev.weir.dialect.bedrock;

import dev.weir.chat.Delivery;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Asked.Framing;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import org.jspecify.annotations.Nullable;

/// Where Bedrock's clients come in: `/model/{modelId}/converse` and `/converse-stream`, and the list of models. A
/// model's id may hold slashes and colons, plain or percent-encoded.
public final class ConversePaths implements Paths {
    private static final String MODEL = "/model/";
    private static final String LIST = "/foundation-models";

    @Override
    public @Nullable Purpose at(String path, @Nullable String query) {
        if (path.startsWith(MODEL)) {
            int slash = path.lastIndexOf('/');
            if (slash <= MODEL.length()) {
                return Purpose.Unserved.HERE;
            }
            String model = path.substring(MODEL.length(), slash);
            return switch (path.substring(slash + 1)) {
                case "converse" -> new Purpose.Answer(new Asked(Paths.decoded(model), Delivery.WHOLE));
                case "converse-stream" ->
                    new Purpose.Answer(new Asked(Paths.decoded(model), Delivery.STREAM_WITH_USAGE, Framing.MESSAGES));
                case "count-tokens" -> new Purpose.Count(new Asked(Paths.decoded(model), Delivery.WHOLE));
                default -> Purpose.Unserved.HERE;
            };
        }
        if (!path.startsWith(LIST)) {
            return null;
        }
        return path.length() == LIST.length()
                ? Purpose.Models.LIST
                : new Purpose.Model(Paths.decoded(path.substring(LIST.length() + 1)));
    }

    /// Every AWS SDK names the call and its tries.
    @Override
    public boolean areUsedBy(Headers headers) {
        return headers.get("amz-sdk-invocation-id") != null;
    }

    @Override
    public String served() {
        return "POST /model/{modelId}/converse, /converse-stream and /count-tokens (the endpoint URL of an AWS SDK has no"
                + " path)";
    }
}
