package dev.weir.provider;

import dev.weir.catalog.Credential;
import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import dev.weir.http.Answer;
import dev.weir.http.HttpClient;
import dev.weir.http.Ongoing;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One attempt's request to an upstream, with every way it can break told as a [Failure].
public final class Upstream {
    /// Takes one answer, on the event loop. Exactly one of `end`, `failed` and `stale` is called, last.
    public interface Listener {
        void head(int status, Headers headers);

        void data(byte[] chunk);

        void end();

        void failed(Failure failure);

        /// A kept connection was found closed before a byte of the answer came: nothing was tried yet.
        void stale();
    }

    private final HttpClient client;
    private final Authorizer authorizer;

    public Upstream(HttpClient client) {
        this.client = client;
        this.authorizer = new Authorizer(client, InstantSource.system());
    }

    /// Sends a request; everything that follows reaches the listener.
    ///
    /// @param credential what is to be put on the request, where it does not hold it yet
    public Ongoing send(Post post, Credential credential, Listener listener) {
        Told told = new Told(post.origin(), listener);
        return switch (credential) {
            case Credential.Header _, Credential.Query _, Credential.None _ -> client.send(post, told);
            case Credential.SigV4 key -> authorizer.signed(post, key, told);
            case Credential.Aws keys -> authorizer.signed(post, keys, told, listener::failed);
            case Credential.Token token -> authorizer.withToken(post, token, told, listener::failed);
        };
    }

    private record Received(HttpHeaders all) implements Headers {
        @Override
        public @Nullable String get(String name) {
            return all.get(name);
        }

        @Override
        public @Nullable String look(CharSequence name) {
            return all.get(name);
        }
    }

    private record Told(Origin origin, Listener listener) implements Answer {
        @Override
        public void head(int status, HttpHeaders headers) {
            listener.head(status, new Received(headers));
        }

        @Override
        public void data(byte[] chunk) {
            listener.data(chunk);
        }

        @Override
        public void end() {
            listener.end();
        }

        @Override
        public void broken(Break at, Throwable cause) {
            switch (at) {
                case OPENING -> listener.failed(unopened(cause));
                case STALE -> listener.stale();
                case WAITING -> listener.failed(new Failure.Broken(origin + unanswered(cause) + reason(cause), 0));
                case ANSWERING ->
                    listener.failed(new Failure.Truncated(origin + " broke off its answer: " + reason(cause)));
            }
        }

        private Failure unopened(Throwable cause) {
            return switch (cause) {
                case ConnectTimeoutException _, TimeoutException _ ->
                    new Failure.TimedOut(
                            "no connection to " + origin + " within the connect limit", Failure.Phase.CONNECT);
                case UnknownHostException _ -> new Failure.Unreachable("the host " + origin + " is not known");
                case SSLException e -> new Failure.Unreachable("no TLS connection to " + origin + ": " + reason(e));
                default -> new Failure.Unreachable("no connection to " + origin + ": " + reason(cause));
            };
        }

        private static String unanswered(Throwable cause) {
            return switch (cause) {
                case TooLongFrameException _, DecoderException _, IllegalArgumentException _ ->
                    " does not answer as HTTP has it: ";
                default -> " closed the connection before it answered: ";
            };
        }

        private static String reason(Throwable problem) {
            String message = problem.getMessage();
            return message == null ? problem.getClass().getSimpleName() : message;
        }
    }
}
