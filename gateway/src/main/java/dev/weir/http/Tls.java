package dev.weir.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS, towards servers and as one: BoringSSL where there is one for this machine, else the JDK's; HTTP/2 and HTTP/1.1
/// are offered. A server's name is checked.
final class Tls {
    private Tls() {}

    private static SslContextBuilder speaking(SslContextBuilder builder) {
        return builder.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
    }

    private static SslContext built(SslContextBuilder builder) {
        try {
            return speaking(builder).build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException when the files are no certificate and its key
    static SslContext server(ServerOptions.Identity identity) {
        try {
            return built(SslContextBuilder.forServer(
                    identity.certificate().toFile(), identity.key().toFile()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the certificate " + identity.certificate() + " and the key " + identity.key()
                            + " cannot be used; both must be PEM, the key PKCS #8: " + e.getMessage(),
                    e);
        }
    }

    /// @param ca PEM file of certificate authorities to trust beside the system's, or null
    /// @throws IllegalArgumentException when the file cannot be read as certificates
    static SslContext client(@Nullable Path ca) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (ca != null) {
            builder.trustManager(Authorities.with(ca));
        }
        return built(builder);
    }
}
