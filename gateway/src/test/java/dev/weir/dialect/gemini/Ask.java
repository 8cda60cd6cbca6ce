package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Part;
import dev.weir.chat.Turn;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Requests of Gemini clients, read. Bodies are written with single quotes.
final class Ask {
    private static final GeminiClientCodec CODEC = new GeminiClientCodec();

    private Ask() {}

    static Decoded decode(String body) {
        return CODEC.decode(body.getBytes(StandardCharsets.UTF_8), new Asked("m", Delivery.WHOLE));
    }

    static ChatRequest read(String body) {
        Decoded decoded = decode(Json.text(Requests.json(body)));
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }

    /// A request with one question, and these fields.
    static ChatRequest with(String fields) {
        return read("{'contents':[{'role':'user','parts':[{'text':'q'}]}]," + fields + "}");
    }

    static ChatRequest config(String fields) {
        return with("'generationConfig':{" + fields + "}");
    }

    static List<Turn> turns(String contents) {
        return read("{'contents':[" + contents + "]}").turns();
    }

    /// The parts of one content of the model's.
    static List<Part> model(String parts) {
        return turns("{'role':'model','parts':[" + parts + "]}").getFirst().parts();
    }

    /// Why a body is rejected.
    static Failure.BadRequest rejected(String body) {
        Decoded decoded = decode(body.replace('\'', '"'));
        assertThat(decoded).as(body).isInstanceOf(Decoded.Rejected.class);
        return (Failure.BadRequest) ((Decoded.Rejected) decoded).failure();
    }
}
