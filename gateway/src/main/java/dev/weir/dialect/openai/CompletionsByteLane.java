package dev.weir.dialect.openai;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Headers;
import dev.weir.dialect.RequestProbe;
import dev.weir.wire.ByteSink;

/// OpenAI's legacy Completions on the byte lane: as Chat, but that there is a prompt for the messages.
public final class CompletionsByteLane implements ByteLane {
    private final ChatByteLane chat = new ChatByteLane();

    @Override
    public String dialect() {
        return CompletionsClientCodec.DIALECT;
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        return ChatByteLane.probe(body, "prompt");
    }

    @Override
    public ModelPlace modelPlace() {
        return ModelPlace.BODY;
    }

    @Override
    public String path(String model, Delivery delivery) {
        return "/completions";
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return chat.error(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return chat.watch(delivery, convention, delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        return chat.look(body, convention, delivered);
    }

    @Override
    public void complete(ByteSink out) {
        chat.complete(out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        chat.fail(failure, out);
    }

    @Override
    public void alive(ByteSink out) {
        chat.alive(out);
    }
}
