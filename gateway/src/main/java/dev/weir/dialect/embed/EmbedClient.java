package dev.weir.dialect.embed;

import dev.weir.dialect.Asked;
import dev.weir.dialect.Fields;
import dev.weir.dialect.Identity;
import dev.weir.dialect.OpenAiRejection;
import tools.jackson.databind.node.ObjectNode;

/// One dialect of vectors as clients speak it.
interface EmbedClient {
    /// Reads a request.
    ///
    /// @throws OpenAiRejection when it is none
    /// @throws Fields.WrongType when a field has another type
    EmbedRequest decode(ObjectNode body, Asked asked);

    ObjectNode encode(EmbedAnswer answer, EmbedRequest request, Identity identity);
}
