package dev.weir.provider;

import dev.weir.chat.Failure;
import dev.weir.dialect.Headers;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The HTTP client of one event loop: keep-alive pools to every upstream, HTTP/2 where TLS negotiates it.
///
/// Each event loop has its own, so that an exchange and its upstream connection live on the same loop. A connection is
/// *fresh* until its first request; a failure before the first byte of an answer on one that is not is reported as
/// stale, because the other side may have closed it while it lay in the pool.
public final class Upstream {
    /// Takes one answer, on the event loop. Exactly one of `end`, `failed` and `stale` is called, last.
    public interface Listener {
        void head(int status, Headers headers);

        void data(Buffer chunk);

        void end();

        void failed(Failure failure);

        /// A pooled connection was found closed before a byte of the answer came: nothing was tried yet.
        void stale();
    }

    /// A request under way.
    public interface Call {
        void pause();

        void resume();

        /// Gives up: closes the stream towards the upstream. The listener hears nothing more.
        void cancel();
    }

    private static final int MAX_CONNECTIONS = 20_000;
    /// RFC 9113, section 7.
    private static final long REFUSED_STREAM = 7;

    private final HttpClientAgent plain;
    private final HttpClientAgent tls;
    private final Set<HttpConnection> fresh = Collections.newSetFromMap(new IdentityHashMap<>());

    public Upstream(Vertx vertx, UpstreamOptions options) {
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS)
                .setHttp2MaxSize(64)
                .setMaxWaitQueueSize(MAX_CONNECTIONS);
        this.plain = vertx.httpClientBuilder()
                .with(base(options))
                .with(pool)
                .withConnectHandler(this::opened)
                .build();
        HttpClientOptions secure = base(options)
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        if (options.ca() != null) {
            secure.setTrustOptions(TrustOptions.wrap(Authorities.with(options.ca())));
        }
        this.tls = vertx.httpClientBuilder()
                .with(secure)
                .with(pool)
                .withConnectHandler(this::opened)
                .build();
    }

    private static HttpClientOptions base(UpstreamOptions options) {
        HttpClientOptions out = new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) options.keepAlive().toSeconds())
                .setHttp2KeepAliveTimeout((int) options.keepAlive().toSeconds())
                .setDecompressionSupported(true)
                .setMaxHeaderSize(options.maxHeaderBytes())
                .setTcpNoDelay(true);
        UpstreamOptions.Proxy proxy = options.proxy();
        if (proxy != null) {
            ProxyOptions tunnel = new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(proxy.host())
                    .setPort(proxy.port());
            if (proxy.user() != null) {
                tunnel.setUsername(proxy.user());
                tunnel.setPassword(proxy.password());
            }
            out.setProxyOptions(tunnel);
        }
        return out;
    }

    private void opened(HttpConnection connection) {
        fresh.add(connection);
        connection.closeHandler(_ -> fresh.remove(connection));
    }

    /// Sends a request; everything that follows reaches the listener.
    public Call send(UpstreamRequest request, Listener listener) {
        Origin origin = request.origin();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(origin.host())
                .setPort(origin.port())
                .setURI(request.uri())
                .setConnectTimeout(request.connectLimit().toMillis());
        HttpClientAgent client = origin.transport() == Origin.Transport.TLS ? tls : plain;
        Flight flight = new Flight(origin, listener);
        Future<HttpClientRequest> opening = client.request(options);
        opening.onComplete(opened -> {
            if (opened.failed()) {
                flight.broken(opened.cause(), Flight.Stage.OPENING);
            } else {
                flight.fly(opened.result(), request);
            }
        });
        return flight;
    }

    /// One request and its answer.
    private final class Flight implements Call {
        private enum Stage {
            OPENING,
            WAITING,
            ANSWERING,
            OVER
        }

        private final Origin origin;
        private final Listener listener;
        private @Nullable HttpClientRequest request;
        private @Nullable HttpClientResponse response;
        private boolean reused;
        private Stage stage = Stage.OPENING;

        private Flight(Origin origin, Listener listener) {
            this.origin = origin;
            this.listener = listener;
        }

        private void fly(HttpClientRequest opened, UpstreamRequest what) {
            request = opened;
            reused = !fresh.remove(opened.connection());
            if (stage == Stage.OVER) {
                opened.reset();
                return;
            }
            stage = Stage.WAITING;
            what.headers().forEach(opened::putHeader);
            if (!opened.headers().contains(HttpHeaders.ACCEPT_ENCODING)) {
                opened.putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            }
            opened.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            opened.response().onComplete(answer -> {
                if (answer.failed()) {
                    broken(answer.cause(), Stage.WAITING);
                } else {
                    answer(answer.result());
                }
            });
            opened.end(what.body());
        }

        private void answer(HttpClientResponse answer) {
            if (stage == Stage.OVER) {
                return;
            }
            stage = Stage.ANSWERING;
            response = answer;
            answer.handler(chunk -> {
                if (stage != Stage.OVER) {
                    listener.data(chunk);
                }
            });
            answer.endHandler(_ -> {
                if (stage != Stage.OVER) {
                    stage = Stage.OVER;
                    listener.end();
                }
            });
            answer.exceptionHandler(problem -> broken(problem, Stage.ANSWERING));
            listener.head(answer.statusCode(), answer.headers()::get);
        }

        private void broken(Throwable problem, Stage during) {
            if (stage == Stage.OVER) {
                return;
            }
            stage = Stage.OVER;
            if (during == Stage.WAITING && reused && isClosed(problem)) {
                listener.stale();
            } else {
                listener.failed(failure(problem, during));
            }
        }

        /// Whether the other side closed the connection, or said that it did not look at the request.
        private static boolean isClosed(Throwable problem) {
            return switch (problem) {
                case HttpClosedException _ -> true;
                case StreamResetException reset -> reset.getCode() == REFUSED_STREAM;
                case TooLongFrameException _ -> false;
                case IOException _ -> true;
                default -> false;
            };
        }

        private Failure failure(Throwable problem, Stage during) {
            String where = origin.toString();
            return switch (during) {
                case OPENING ->
                    switch (problem) {
                        case ConnectTimeoutException _, TimeoutException _ ->
                            new Failure.TimedOut(
                                    "no connection to " + where + " within the connect limit", Failure.Phase.CONNECT);
                        case UnknownHostException _ -> new Failure.Unreachable("the host " + where + " is not known");
                        case SSLException e ->
                            new Failure.Unreachable("no TLS connection to " + where + ": " + reason(e));
                        default -> new Failure.Unreachable("no connection to " + where + ": " + reason(problem));
                    };
                case WAITING ->
                    new Failure.Broken(where + " closed the connection before it answered: " + reason(problem), 0);
                case ANSWERING, OVER -> new Failure.Truncated(where + " broke off its answer: " + reason(problem));
            };
        }

        private static String reason(Throwable problem) {
            String message = problem.getMessage();
            return message == null ? problem.getClass().getSimpleName() : message;
        }

        @Override
        public void pause() {
            if (response != null && stage == Stage.ANSWERING) {
                response.pause();
            }
        }

        @Override
        public void resume() {
            if (response != null && stage == Stage.ANSWERING) {
                response.resume();
            }
        }

        @Override
        public void cancel() {
            if (stage != Stage.OVER) {
                stage = Stage.OVER;
                if (request != null) {
                    request.reset();
                }
            }
        }
    }

    /// Closes every connection.
    public Future<Void> close() {
        return Future.join(plain.close(), tls.close()).mapEmpty();
    }
}
