package dev.weir.sim;

import static dev.weir.sim.Caller.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2: in the clear, by ALPN, and its own ways to break off.
class Http2Test {

    private static final String PASSWORD = "changeit";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private HttpClient clear() {
        return vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    private static Buffer ask(HttpClient client, int port, String options) {
        HttpClientResponse answer = client.request(HttpMethod.POST, port, "127.0.0.1", "/v1/chat/completions")
                .compose(request -> request.putHeader("authorization", "Bearer x")
                        .send(body("{'model':'gpt-sim" + options
                                + "','stream':true,'messages':[{'role':'user','content':'x'}]}"))
                        .compose(response -> response.body().map(_ -> response)))
                .await();
        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        return answer.body().await();
    }

    @Test
    void streamsComeOverHttp2() {
        Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await();

        assertThat(ask(clear(), simulator.port(), "").toString()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamIsResetInItsMiddle() {
        Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await();

        assertThatThrownBy(() -> ask(clear(), simulator.port(), "+fault=rst@2"))
                .isInstanceOf(StreamResetException.class);
    }

    @Test
    void aConnectionGoesAwayInTheMiddleOfAStream() throws Exception {
        Simulator simulator = Simulator.start(vertx, SimOptions.defaults()).await();
        CountDownLatch goneAway = new CountDownLatch(1);
        HttpClient client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))
                .withConnectHandler(connection -> connection.goAwayHandler(_ -> goneAway.countDown()))
                .build();

        assertThatThrownBy(() -> ask(client, simulator.port(), "+fault=goaway@2"))
                .isInstanceOf(Exception.class);
        assertThat(goneAway.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tlsNegotiatesHttp2(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        selfSigned(folder, certificate, key);
        Simulator simulator = Simulator.start(vertx, SimOptions.defaults().withTls(certificate, key))
                .await();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString())));

        assertThat(ask(client, simulator.port(), "").toString()).endsWith("data: [DONE]\n\n");
    }

    private static void selfSigned(Path folder, Path certificate, Path key)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "sim",
                        "-dname",
                        "CN=sim",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("sim").getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("sim", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }
}
