package dev.weir.sim;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Responses API. Keys, models and errors are those of Chat Completions.
final class Responses implements Dialect {
    private static final String PATH = "/v1/responses";

    private final Realm realm;
    private final OpenAi chat;

    Responses(Realm realm, OpenAi chat) {
        this.realm = realm;
        this.chat = chat;
    }

    static boolean isAt(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    @Override
    public Optional<String> apiKey(Inbound in) {
        return chat.apiKey(in);
    }

    @Override
    public Problem noKey() {
        return chat.noKey();
    }

    @Override
    public Problem badKey() {
        return chat.badKey();
    }

    @Override
    public Problem tooLong(int tokens) {
        return new Problem(
                400,
                Problem.Kind.CONTEXT_LENGTH,
                "Your input exceeds the context window of this model. Please adjust your input and try again.",
                Optional.of("input"),
                Optional.empty());
    }

    @Override
    public boolean answers(String path) {
        return path.equals(PATH);
    }

    @Override
    public boolean counts(String path) {
        return false;
    }

    @Override
    public Reply.Whole count(Inbound in, JsonNode body, String requestId) {
        throw new IllegalStateException("the simulator does not count input tokens of Responses");
    }

    /// What is kept of an answer, at the path of a kept one.
    @Override
    public Reply.Whole models(Inbound in, Optional<String> id, String requestId) {
        return chat.models(in, id, requestId);
    }

    @Override
    public Turn read(Inbound in, JsonNode body) {
        return new ResponsesRequest(realm, in, body).read();
    }

    @Override
    public Reply.Whole error(Problem problem, String requestId) {
        return chat.error(problem, requestId);
    }

    @Override
    public String errorEvent(Problem problem, String requestId) {
        ObjectNode error = OpenAi.shape(problem);
        error.put("type", "error").put("sequence_number", 0);
        return event(error);
    }

    @Override
    public String garbage() {
        return "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"del\n\n";
    }

    /// An event in the form of Responses: its type beside its data.
    static String event(ObjectNode node) {
        return "event: " + node.path("type").stringValue("") + "\n" + Frame.data(node);
    }
}
