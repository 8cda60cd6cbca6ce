package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many streams at once, and few writes for each.
@Tag("slow")
class LoadTest {

    private static final String STREAM =
            body("{'model':'gpt-sim+tokens=31+OPTIONS','stream':true,'messages':[{'role':'user','content':'x'}]}");

    @Test
    void aThousandSlowStreamsAtOnceAllEnd() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await(30, TimeUnit.SECONDS);
            HttpClient client =
                    vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(1_000));
            List<Future<Buffer>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                answers.add(client.request(HttpMethod.POST, simulator.port(), "127.0.0.1", "/v1/chat/completions")
                        .compose(request -> request.putHeader("authorization", "Bearer x")
                                .send(STREAM.replace("OPTIONS", "ttft=300ms+latency=1s")))
                        .compose(HttpClientResponse::body));
            }
            Future.all(answers).await(60, TimeUnit.SECONDS);

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.result().toString()).endsWith("data: [DONE]\n\n"));
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void aStreamWithoutARateIsFewPieces() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await(30, TimeUnit.SECONDS);
            NetSocket socket = vertx.createNetClient()
                    .connect(simulator.port(), "127.0.0.1")
                    .await(30, TimeUnit.SECONDS);
            AtomicInteger pieces = new AtomicInteger();
            CompletableFuture<Void> ended = new CompletableFuture<>();
            StringBuilder text = new StringBuilder();
            socket.handler(piece -> {
                pieces.incrementAndGet();
                text.append(piece);
                if (text.indexOf("[DONE]") > 0) {
                    ended.complete(null);
                }
            });
            String request = STREAM.replace("OPTIONS", "chunk=1");
            socket.write("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\ncontent-length: "
                            + request.length() + "\r\n\r\n" + request)
                    .await(30, TimeUnit.SECONDS);
            ended.get(30, TimeUnit.SECONDS);

            // One write of the simulator, which the client may read in a few pieces.
            assertThat(pieces.get()).isLessThanOrEqualTo(4);
        } finally {
            vertx.close().await();
        }
    }
}
