package dev.weir.dialect;

import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.UsageConvention;
import dev.weir.wire.ByteSearch;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One wire format as the byte lane needs it: enough to watch an exchange whose client and target speak the same
/// dialect, without decoding it.
public interface ByteLane {
    /// The word that a request for an answer after a JSON Schema holds.
    ByteSearch JSON_SCHEMA = new ByteSearch("json_schema".getBytes(StandardCharsets.US_ASCII));

    String dialect();

    /// Looks at a request's body.
    ///
    /// @param asked what the path said already
    RequestProbe probe(byte[] body, Asked asked);

    /// Whether every client of this dialect sends a provider's seals back with its history.
    default boolean carriesSeals() {
        return true;
    }

    /// Where a request of this dialect names its model.
    ModelPlace modelPlace();

    /// How a body names a model.
    default String modelWord(String model) {
        return model;
    }

    /// The bytes that stand in a body where it names a model.
    default byte[] modelValue(String word, Asked asked) {
        return new ByteSink(word.length() + 2).json(word).toBytes();
    }

    /// How an answer with a 2xx status is taken.
    ///
    /// @param delivery as the client asked for it
    /// @param type of the answer, or null when it says none
    default Taking taking(Delivery delivery, @Nullable String type) {
        return delivery == Delivery.WHOLE || type != null && type.contains("json") ? Taking.WHOLE : Taking.EVENTS;
    }

    /// What cuts a stream into frames, as [ProviderCodec#reader] says it.
    ///
    /// @param limit most bytes of one frame
    default FrameReader reader(int limit) {
        return new SseReader(limit);
    }

    /// The same for an answer of a content type.
    default FrameReader reader(int limit, @Nullable String type) {
        return reader(limit);
    }

    /// Whether the body of an error is one of this dialect: else its words are told in an error of our own.
    default boolean saysError(byte[] body) {
        return true;
    }

    /// Path (and query) below the base URL, as [ProviderCodec#path] says it.
    String path(String model, Delivery delivery);

    /// Reads a body that came with a status that is no 2xx.
    Failure error(int status, Headers headers, byte[] body);

    /// Begins to watch a stream.
    ///
    /// @param convention how the provider counts
    Watch watch(Delivery delivery, UsageConvention convention, Delivered delivered);

    /// Hears what goes through as it comes, or null where nobody does.
    default @Nullable Ear ear(Delivered delivered) {
        return null;
    }

    /// Hears bytes on their way to the client.
    interface Ear {
        void read(byte[] chunk);

        /// All has come.
        void end();
    }

    /// Looks at an unstreamed answer that came with a 2xx status.
    Look look(byte[] body, UsageConvention convention, Delivered delivered);

    /// Counts what a request says of what its answer took, where the answer does not: how many letters were spoken.
    default void count(byte[] request, Asked asked, Delivered delivered) {}

    /// Whether a request may be made twice: it changes nothing, and costs little.
    default boolean isRepeatable() {
        return false;
    }

    /// How an answer comes in several legs, where its client does not ask for the next by itself; else null.
    ///
    /// @param headers of the client's
    default @Nullable Legs legs(Map<String, String> headers) {
        return null;
    }

    /// Writes the frame that a leg ends with as one behind which the answer goes on.
    default void passLeg(Frame frame, ByteSink out) {
        pass(frame, out);
    }

    /// Writes what follows a stream whose end is missing its last word.
    void complete(ByteSink out);

    /// Writes a failure behind what the client has in hand.
    void fail(Failure failure, ByteSink out);

    /// Writes a failure behind what the client has in hand, for a dialect whose events tie in with those before.
    default void fail(Failure failure, Delivered delivered, ByteSink out) {
        fail(failure, out);
    }

    /// Writes a sign of life that every client of this dialect bears before the first content.
    void alive(ByteSink out);

    /// Writes a frame of the provider's that goes on to the client: in its original bytes, but for a form that clients
    /// of this dialect cannot read.
    default void pass(Frame frame, ByteSink out) {
        out.write(frame.raw(), frame.rawFrom(), frame.rawTo() - frame.rawFrom());
    }

    /// Whether a body may ask for an answer after a JSON Schema: a look for the words that it takes, nothing more.
    default boolean maySayShape(byte[] body) {
        return JSON_SCHEMA.in(body) >= 0;
    }

    enum ModelPlace {
        /// In the member `model` of the body.
        BODY,
        /// In the path; a body that names it, too, is told of another name.
        PATH
    }

    /// How an answer goes through.
    enum Taking {
        /// Held to its end, looked at, and passed on as it is.
        WHOLE,
        /// As whole events.
        EVENTS,
        /// As it comes, whatever it is.
        BYTES
    }

    /// Follows one stream, frame by frame.
    interface Watch {
        Sight frame(Frame frame);

        /// Whether all that the dialect demands of a whole answer was seen.
        boolean isComplete();

        /// The token behind which the answer goes on ([Legs]), should the stream end here; null where it goes no
        /// further.
        default @Nullable String token() {
            return null;
        }

        /// What follows are the frames of the next leg.
        default void nextLeg() {}
    }

    /// What a frame is to the relay.
    sealed interface Sight {
        Sight PASS = new Pass();
        Sight CONTENT = new Content();
        Sight LEG = new Leg();
        Sight DROP = new Drop();
        Sight LAST = new Last();
        Sight INVALID = new Invalid();

        /// Goes on to the client; says nothing yet that commits the exchange.
        record Pass() implements Sight {}

        /// Goes on, and holds content.
        record Content() implements Sight {}

        /// Goes on, and is the last of a leg of the answer.
        record Leg() implements Sight {}

        /// Was not asked for by the client (a usage frame that the gateway asked for): stays here.
        record Drop() implements Sight {}

        /// The dialect's last word.
        record Last() implements Sight {}

        /// Is no frame of this dialect: stays here and is counted.
        record Invalid() implements Sight {}

        /// The provider reports a failure.
        record Failed(Failure failure) implements Sight {}
    }

    /// What an unstreamed body is.
    ///
    /// @param failure null when it is an answer
    record Look(@Nullable Failure failure) {}
}
