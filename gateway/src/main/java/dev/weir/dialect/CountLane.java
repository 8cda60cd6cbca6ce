package dev.weir.dialect;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.UsageConvention;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The byte lane of a count of tokens: that of the dialect's answers, but for the path, the look at the request, and
/// what is looked for in the answer. Nothing of it is streamed.
///
/// @param answers lane of the dialect's answers
/// @param prober looks at the request's body
/// @param pathOf path of a model's count
/// @param counted members that may hold the count
public record CountLane(
        ByteLane answers,
        BiFunction<byte[], Asked, RequestProbe> prober,
        UnaryOperator<String> pathOf,
        List<String> counted)
        implements ByteLane {
    public CountLane {
        counted = List.copyOf(counted);
    }

    @Override
    public String dialect() {
        return answers.dialect();
    }

    @Override
    public RequestProbe probe(byte[] body, Asked asked) {
        return switch (prober.apply(body, asked)) {
            case RequestProbe.Found found ->
                new RequestProbe.Found(
                        found.model(),
                        Delivery.WHOLE,
                        found.way(),
                        found.named(),
                        RequestProbe.Says.NOTHING,
                        found.ties());
            case RequestProbe.Rejected rejected -> rejected;
        };
    }

    /// Nothing is answered, so no answer has a form.
    @Override
    public boolean maySayShape(byte[] body) {
        return false;
    }

    @Override
    public ModelPlace modelPlace() {
        return answers.modelPlace();
    }

    @Override
    public String modelWord(String model) {
        return answers.modelWord(model);
    }

    @Override
    public String path(String model, Delivery delivery) {
        return pathOf.apply(model);
    }

    @Override
    public Failure error(int status, Headers headers, byte[] body) {
        return answers.error(status, headers, body);
    }

    @Override
    public Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered) {
        return answers.watch(delivery, convention, delivered);
    }

    @Override
    public Look look(byte[] body, UsageConvention convention, Delivered delivered) {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        boolean found = false;
        if (json.enterObject()) {
            while (json.next()) {
                found |= json.kind() == JsonCursor.Kind.NUMBER
                        && counted.stream().anyMatch(json::nameIs);
            }
        }
        if (!json.complete() || !found) {
            return new Look(new Failure.Broken("the provider's answer is no count of tokens", 200));
        }
        delivered.begin(new Head(null, null, null));
        return new Look(null);
    }

    @Override
    public void complete(ByteSink out) {
        answers.complete(out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        answers.fail(failure, out);
    }

    @Override
    public void alive(ByteSink out) {
        answers.alive(out);
    }
}
