package dev.weir;

import dev.weir.dialect.HeaderRules;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.Voice;
import dev.weir.dialect.anthropic.AnthropicHeaders;
import dev.weir.dialect.anthropic.AnthropicModels;
import dev.weir.dialect.anthropic.MessagesByteLane;
import dev.weir.dialect.anthropic.MessagesClientCodec;
import dev.weir.dialect.anthropic.MessagesPaths;
import dev.weir.dialect.anthropic.MessagesProviderCodec;
import dev.weir.dialect.anthropic.MessagesTokenCount;
import dev.weir.dialect.bedrock.ConverseByteLane;
import dev.weir.dialect.bedrock.ConverseClientCodec;
import dev.weir.dialect.bedrock.ConverseHeaders;
import dev.weir.dialect.bedrock.ConverseModels;
import dev.weir.dialect.bedrock.ConversePaths;
import dev.weir.dialect.bedrock.ConverseProviderCodec;
import dev.weir.dialect.bedrock.ConverseTokenCount;
import dev.weir.dialect.cohere.CohereByteLane;
import dev.weir.dialect.cohere.CohereClientCodec;
import dev.weir.dialect.cohere.CohereHeaders;
import dev.weir.dialect.cohere.CohereModels;
import dev.weir.dialect.cohere.CoherePaths;
import dev.weir.dialect.cohere.CohereProviderCodec;
import dev.weir.dialect.cohere.CohereVoice;
import dev.weir.dialect.embed.Embeddings;
import dev.weir.dialect.forward.Forward;
import dev.weir.dialect.forward.ForwardHeaders;
import dev.weir.dialect.forward.ForwardLane;
import dev.weir.dialect.forward.OpenAiVoice;
import dev.weir.dialect.forward.PlaceLane;
import dev.weir.dialect.forward.Raw;
import dev.weir.dialect.forward.Stores;
import dev.weir.dialect.gemini.GeminiByteLane;
import dev.weir.dialect.gemini.GeminiClientCodec;
import dev.weir.dialect.gemini.GeminiHeaders;
import dev.weir.dialect.gemini.GeminiModels;
import dev.weir.dialect.gemini.GeminiPaths;
import dev.weir.dialect.gemini.GeminiProviderCodec;
import dev.weir.dialect.gemini.GeminiTokenCount;
import dev.weir.dialect.openai.ChatByteLane;
import dev.weir.dialect.openai.ChatClientCodec;
import dev.weir.dialect.openai.ChatPaths;
import dev.weir.dialect.openai.ChatProviderCodec;
import dev.weir.dialect.openai.CompletionsByteLane;
import dev.weir.dialect.openai.CompletionsClientCodec;
import dev.weir.dialect.openai.CompletionsPaths;
import dev.weir.dialect.openai.OpenAiHeaders;
import dev.weir.dialect.openai.OpenAiModels;
import dev.weir.dialect.rerank.Rerank;
import dev.weir.dialect.responses.KeptResponses;
import dev.weir.dialect.responses.ResponsesByteLane;
import dev.weir.dialect.responses.ResponsesClientCodec;
import dev.weir.dialect.responses.ResponsesPaths;
import dev.weir.dialect.responses.ResponsesProviderCodec;
import dev.weir.dialect.responses.ResponsesSocket;
import dev.weir.dialect.responses.ResponsesTokenCount;
import dev.weir.route.ClientDialect;
import dev.weir.route.Doors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The dialects that this version speaks.
final class Dialects {
    private Dialects() {}

    /// As providers speak them, by id.
    static Map<String, ProviderCodec> providers() {
        Map<String, ProviderCodec> out = new LinkedHashMap<>();
        for (ProviderCodec codec : List.of(
                new ChatProviderCodec(),
                new ResponsesProviderCodec(),
                new MessagesProviderCodec(),
                new GeminiProviderCodec(),
                new CohereProviderCodec(),
                new ConverseProviderCodec())) {
            out.put(codec.dialect(), codec);
        }
        return out;
    }

    /// As clients speak them; the first stands for clients without any mark.
    static List<ClientDialect> clients() {
        List<ClientDialect> all = new ArrayList<>(chats());
        for (Embeddings kind : Embeddings.values()) {
            all.add(embeddings(kind));
        }
        all.add(rerank(Rerank.JINA, new OpenAiVoice(Rerank.JINA.dialect(), "documents")));
        all.add(rerank(Rerank.COHERE, new CohereVoice(Rerank.COHERE.dialect())));
        HeaderRules rules = ForwardHeaders.of(OpenAiHeaders.RULES);
        for (Forward forward : Forward.ALL) {
            all.add(new ClientDialect(
                    new OpenAiVoice(forward.dialect(), forward.input()),
                    ClientDialect.Across.Never.HERE,
                    new ForwardLane(forward),
                    forward,
                    new OpenAiModels(),
                    rules));
        }
        for (Stores store : Stores.values()) {
            all.add(stored(store));
        }
        all.add(new ClientDialect(
                new OpenAiVoice(Raw.DIALECT, "body"),
                ClientDialect.Across.Never.HERE,
                new PlaceLane(Raw.DIALECT, PlaceLane.Meter.ALWAYS),
                new Raw(),
                new OpenAiModels(),
                Raw.RULES));
        return all;
    }

    private static ClientDialect embeddings(Embeddings kind) {
        var across = new ClientDialect.Across.Bridged(kind.bridge());
        return switch (kind) {
            case OPENAI ->
                new ClientDialect(
                        new OpenAiVoice(kind.dialect(), "input"),
                        across,
                        kind.lane(),
                        kind,
                        new OpenAiModels(),
                        OpenAiHeaders.RULES);
            case COHERE ->
                new ClientDialect(
                        new CohereVoice(kind.dialect()),
                        across,
                        kind.lane(),
                        kind,
                        new OpenAiModels(),
                        OpenAiHeaders.RULES);
            case GEMINI, GEMINI_BATCH ->
                new ClientDialect(
                        new GeminiClientCodec(), across, kind.lane(), kind, new GeminiModels(), GeminiHeaders.RULES);
        };
    }

    private static ClientDialect stored(Stores store) {
        PlaceLane lane = new PlaceLane(store.dialect(), PlaceLane.Meter.NEVER);
        var never = ClientDialect.Across.Never.HERE;
        return switch (store) {
            case FILES, BATCHES, VECTOR_STORES, CONTAINERS ->
                new ClientDialect(
                        new OpenAiVoice(store.dialect(), "file"),
                        never,
                        lane,
                        store,
                        new OpenAiModels(),
                        ForwardHeaders.of(OpenAiHeaders.RULES));
            case CLAUDE_FILES, CLAUDE_BATCHES ->
                new ClientDialect(
                        new MessagesClientCodec(),
                        never,
                        lane,
                        store,
                        new AnthropicModels(),
                        ForwardHeaders.of(AnthropicHeaders.RULES));
            case GEMINI_FILES, CACHED_CONTENTS ->
                new ClientDialect(
                        new GeminiClientCodec(),
                        never,
                        lane,
                        store,
                        new GeminiModels(),
                        ForwardHeaders.of(GeminiHeaders.RULES));
        };
    }

    private static ClientDialect rerank(Rerank kind, Voice voice) {
        var across = new ClientDialect.Across.Bridged(kind.bridge());
        return new ClientDialect(voice, across, kind.lane(), kind, new OpenAiModels(), OpenAiHeaders.RULES);
    }

    /// By which doors the clients' requests go in.
    static Doors doors() {
        return Doors.of(providers().keySet(), clients());
    }

    private static List<ClientDialect> chats() {
        return List.of(
                new ClientDialect(
                        new ChatClientCodec(),
                        new ChatByteLane(),
                        new ChatPaths(),
                        new OpenAiModels(),
                        OpenAiHeaders.RULES),
                new ClientDialect(
                                new ResponsesClientCodec(),
                                new ResponsesByteLane(),
                                new ResponsesPaths(),
                                new OpenAiModels(),
                                OpenAiHeaders.RULES)
                        .with(new ResponsesSocket())
                        .with(new ResponsesTokenCount())
                        .with(new KeptResponses()),
                new ClientDialect(
                        new CompletionsClientCodec(),
                        new CompletionsByteLane(),
                        new CompletionsPaths(),
                        new OpenAiModels(),
                        OpenAiHeaders.RULES),
                new ClientDialect(
                                new MessagesClientCodec(),
                                new MessagesByteLane(),
                                new MessagesPaths(),
                                new AnthropicModels(),
                                AnthropicHeaders.RULES)
                        .with(new MessagesTokenCount()),
                new ClientDialect(
                                new GeminiClientCodec(),
                                new GeminiByteLane(),
                                new GeminiPaths(),
                                new GeminiModels(),
                                GeminiHeaders.RULES)
                        .with(new GeminiTokenCount()),
                new ClientDialect(
                        new CohereClientCodec(),
                        new CohereByteLane(),
                        new CoherePaths(),
                        new CohereModels(),
                        CohereHeaders.RULES),
                new ClientDialect(
                                new ConverseClientCodec(),
                                new ConverseByteLane(),
                                new ConversePaths(),
                                new ConverseModels(),
                                ConverseHeaders.RULES)
                        .with(new ConverseTokenCount()));
    }
}
