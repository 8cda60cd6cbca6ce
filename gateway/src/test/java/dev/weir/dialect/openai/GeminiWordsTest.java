package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Sampling;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a Gemini client says beside the conversation, at a Chat Completions host.
class GeminiWordsTest {
    private static Encoded encode(String fields) {
        Map<String, JsonNode> extras = new LinkedHashMap<>();
        json(fields).forEachEntry(extras::put);
        return new ChatProviderCodec()
                .encode(
                        new ChatRequest(
                                "m",
                                List.of(),
                                ToolSet.NONE,
                                Sampling.NONE,
                                Bounds.NONE,
                                Reasoning.NONE,
                                new OutputShape.Free(),
                                Delivery.WHOLE,
                                new Extras("gemini", "", extras)),
                        Traits.UNKNOWN);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')), text);
    }

    private static List<String> losses(Encoded encoded) {
        return encoded.losses().stream()
                .map(loss -> loss.verdict() + " " + loss.path())
                .toList();
    }

    @Test
    void whatHasACounterpartIsSaidInItsWords() {
        Encoded encoded = encode("{'serviceTier':'standard','labels':{'team':'a'},'store':true,"
                + "'generationConfig':{'responseModalities':['TEXT','AUDIO']}}");
        assertThat(encoded.body())
                .isEqualTo(json("{'model':'m','messages':[],'service_tier':'default','metadata':{'team':'a'},"
                        + "'store':true,'modalities':['text','audio']}"));
        assertThat(losses(encoded))
                .containsExactly(
                        "RENAMED /serviceTier", "RENAMED /labels", "RENAMED /generationConfig/responseModalities");
        assertThat(encode("{'serviceTier':'FLEX'}").body().path("service_tier").asString(""))
                .isEqualTo("flex");
    }

    @Test
    void wordsAloneNeedNotBeAskedFor() {
        Encoded encoded = encode("{'generationConfig':{'responseModalities':['TEXT']}}");
        assertThat(encoded.body()).isEqualTo(json("{'model':'m','messages':[]}"));
        assertThat(encoded.losses()).isEmpty();
    }

    @Test
    void everythingElseIsToldFieldByField() {
        Encoded encoded = encode("{'serviceTier':'tomorrow','labels':{'n':1},'safetySettings':[{'category':'C'}],"
                + "'generationConfig':{'responseModalities':['IMAGE'],'imageConfig':{'aspectRatio':'1:1'},"
                + "'thinkingConfig':{'new':1}}}");
        assertThat(encoded.body()).isEqualTo(json("{'model':'m','messages':[]}"));
        assertThat(losses(encoded))
                .containsExactly(
                        "DROPPED /serviceTier",
                        "DROPPED /labels/n",
                        "DROPPED /safetySettings",
                        "DROPPED /generationConfig/responseModalities",
                        "DROPPED /generationConfig/imageConfig/aspectRatio",
                        "DROPPED /generationConfig/thinkingConfig/new");
    }
}
