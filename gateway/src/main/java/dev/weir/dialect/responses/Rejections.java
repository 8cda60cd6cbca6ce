package dev.weir.dialect.responses;

import dev.weir.dialect.OpenAiRejection;

/// What the Responses API says of requests that it does not take, where Chat Completions has no such words.
final class Rejections {
    private Rejections() {}

    static OpenAiRejection noInput() {
        return OpenAiRejection.said(
                "One of 'input', 'previous_response_id', 'prompt' or 'conversation' must be provided.",
                "/input",
                "missing_required_parameter");
    }

    static OpenAiRejection noSuchResponse(String id) {
        return OpenAiRejection.said(
                "Previous response with id '" + id + "' not found.",
                "/previous_response_id",
                "previous_response_not_found");
    }
}
