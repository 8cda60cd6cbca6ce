package dev.weir.dialect.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Bridge.Brought;
import dev.weir.dialect.Bridge.Crossing;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each maker's form of vectors at Bedrock.
class BedrockEmbeddingsTest {
    private static final String TITAN = "amazon.titan-embed-text-v2:0";

    private static Crossing cross(Embeddings client, String model, String body) {
        return client.bridge().cross(bytes(body), Asked.NOTHING, "bedrock-embeddings", model);
    }

    private static Crossing.Ready ready(Embeddings client, String model, String body) {
        Crossing crossing = cross(client, model, body);
        assertThat(crossing).isInstanceOf(Crossing.Ready.class);
        return (Crossing.Ready) crossing;
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static String failure(Crossing crossing) {
        assertThat(crossing).isInstanceOf(Crossing.Refused.class);
        Failure failure = ((Crossing.Refused) crossing).failure();
        assertThat(failure).isInstanceOf(Failure.Unsupported.class);
        return ((Failure.Unsupported) failure).message();
    }

    @ParameterizedTest
    @CsvSource({
        "cohere.embed-english-v3, START",
        "cohere.embed-multilingual-v3, START",
        "cohere.embed-v4:0, LEFT",
        "us.cohere.embed-v4:0, LEFT"
    })
    void coheresModelsAreToldOfEverythingInTheWordsOfTheirVersion(String model, String cut) {
        Crossing.Ready ready = ready(
                Embeddings.OPENAI, model, "{'model':'m','input':['a','b'],'input_type':'query','truncate':'START'}");
        assertThat(ready.path()).isEqualTo("/model/" + model.replace(":", "%3A") + "/invoke");
        assertThat(text(ready.body()))
                .isEqualTo("{'texts':['a','b'],'input_type':'search_query','embedding_types':['float'],'truncate':'"
                        + cut + "'}");
        assertThat(ready.losses()).isEmpty();
    }

    @Test
    void embed4SeesPictures() {
        String inputs = "'inputs':[{'content':[{'type':'text','text':'a'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}]}]";
        String ask = "{'model':'m'," + inputs + ",'input_type':'image'}";
        Crossing.Ready ready = ready(Embeddings.COHERE, "cohere.embed-v4:0", ask);
        assertThat(text(ready.body())).contains(inputs, "'input_type':'search_document'");
        assertThat(ready.losses()).extracting(Loss::path).containsExactly("/input_type");
        assertThat(failure(cross(Embeddings.COHERE, "cohere.embed-english-v3", ask)))
                .contains("texts alone", "cohere.embed-v4:0");
    }

    @Test
    void titanIsToldOfOneTextAndItsSize() {
        Crossing.Ready ready = ready(
                Embeddings.OPENAI,
                TITAN,
                "{'model':'m','input':'a','dimensions':256,'input_type':'query','truncate':'END'}");
        assertThat(text(ready.body())).isEqualTo("{'inputText':'a','dimensions':256}");
        assertThat(ready.losses()).extracting(Loss::path).containsExactly("/input_type", "/truncate");
    }

    @Test
    void titansVectorAndItsCountComeBack() {
        Crossing.Ready ready = ready(Embeddings.OPENAI, TITAN, "{'model':'m','input':'a'}");
        List<Loss> losses = new ArrayList<>();
        Delivered delivered = new Delivered();
        Brought brought = ready.back()
                .answer(
                        Headers.NONE,
                        bytes("{'embedding':[0.25,1],'embeddingsByType':{'float':[0.25,1],'binary':[1,0]},"
                                + "'inputTextTokenCount':7,'message':'careful'}"),
                        new Identity("id", 0, "m"),
                        delivered,
                        losses::add);
        assertThat(text(((Brought.Reply) brought).body())).contains("'embedding':[0.25,1]", "'prompt_tokens':7");
        assertThat(Objects.requireNonNull(delivered.usage()).input().total()).isEqualTo(7);
        assertThat(losses).extracting(Loss::path).containsExactlyInAnyOrder("/message", "/embeddingsByType/binary");
    }

    @Test
    void severalInputsForTitanAreRefusedWithWhatToDo() {
        assertThat(failure(cross(Embeddings.OPENAI, TITAN, "{'model':'m','input':['a','b','c']}")))
                .contains("3 inputs", "one by one", "cohere.embed-v4:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cohere.embed-english-v3", "amazon.titan-embed-text-v1", "amazon.titan-embed-g1-text-02"})
    void dimensionsOfVectorsOfOneSizeAreRefused(String model) {
        assertThat(failure(cross(Embeddings.OPENAI, model, "{'model':'m','input':'a','dimensions':64}")))
                .contains("one size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelvelabs.marengo-embed-2-7-v1:0", "anthropic.claude-x", "arn:aws:x/abc"})
    void aModelOfAnUnknownFormIsRefused(String model) {
        assertThat(failure(cross(Embeddings.OPENAI, model, "{'model':'m','input':'a'}")))
                .contains(model, "Choose cohere.embed-v4:0");
    }
}
