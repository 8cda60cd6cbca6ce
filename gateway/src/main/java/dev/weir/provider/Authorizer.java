package dev.weir.provider;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Grant;
import dev.weir.chat.Failure;
import dev.weir.http.Answer;
import dev.weir.http.Call;
import dev.weir.http.HttpClient;
import dev.weir.http.Ongoing;
import dev.weir.http.Post;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts on a request what is made for it alone: a signature over its final bytes, or a token that may have to be
/// fetched first. Belongs to one event loop.
final class Authorizer {
    private final HttpClient client;
    private final InstantSource clock;
    private final Map<Credential.SigV4, AwsSigner> signers = new HashMap<>();
    private final Map<Grant, Renewed<String>> tokens = new HashMap<>();
    private final Map<Credential.Aws, Kept> keys = new HashMap<>();

    Authorizer(HttpClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /// Keys that expire, and the signer of those that are there now.
    private static final class Kept {
        private final Renewed<Credential.SigV4> renewed;
        private @Nullable AwsSigner signer;
        private Credential.@Nullable SigV4 signing;

        private Kept(Renewed<Credential.SigV4> renewed) {
            this.renewed = renewed;
        }

        private AwsSigner signer(Credential.SigV4 now) {
            AwsSigner there = signer;
            if (there == null || !now.equals(signing)) {
                there = new AwsSigner(now);
                signer = there;
                signing = now;
            }
            return there;
        }
    }

    Ongoing signed(Post post, Credential.SigV4 credential, Answer answer) {
        AwsSigner signer = signers.computeIfAbsent(credential, AwsSigner::new);
        return client.send(signer.sign(post, clock.instant()), answer);
    }

    /// @param refused hears why there is no key; the answer then hears nothing
    Ongoing signed(Post post, Credential.Aws credential, Answer answer, Consumer<Failure> refused) {
        Kept kept = keys.computeIfAbsent(credential, wanted -> {
            String what = "key from " + wanted.source().host();
            return new Kept(new Renewed<>(client, what, new AwsFetch(new Courier(client), wanted), clock));
        });
        return new Waiting<>(
                        post,
                        answer,
                        refused,
                        kept.renewed,
                        (request, key) -> kept.signer(key).sign(request, clock.instant()))
                .begin();
    }

    /// @param refused hears why there is no token; the answer then hears nothing
    Ongoing withToken(Post post, Credential.Token credential, Answer answer, Consumer<Failure> refused) {
        Renewed<String> source = tokens.computeIfAbsent(credential.grant(), grant -> {
            String what = "access token from " + grant.host();
            return new Renewed<>(client, what, new TokenFetch(new Courier(client), grant), clock);
        });
        return new Waiting<>(post, answer, refused, source, Authorizer::bearing).begin();
    }

    private static Post bearing(Post post, String token) {
        Map<String, String> own = new HashMap<>(post.own());
        own.put("authorization", "Bearer " + token);
        return new Post(post.origin(), post.uri(), post.fixed(), own, post.body(), post.connectLimit(), post.form());
    }

    /// A request that goes out when what it is to show is there. Where the provider takes it for nobody's (401), or
    /// AWS says that the session is over (403), what was kept is forgotten, and the request goes out once more with
    /// what is fetched then.
    private final class Waiting<T> implements Ongoing, Answer, Renewed.Taker<T> {
        private static final int NOBODY = 401;
        private static final int FORBIDDEN = 403;

        private final Post post;
        private final Answer answer;
        private final Consumer<Failure> refusal;
        private final Renewed<T> source;
        private final BiFunction<Post, T, Post> showing;
        private @Nullable Call call;
        private @Nullable T shown;
        private boolean again;
        private boolean cancelled;

        private Waiting(
                Post post,
                Answer answer,
                Consumer<Failure> refusal,
                Renewed<T> source,
                BiFunction<Post, T, Post> showing) {
            this.post = post;
            this.answer = answer;
            this.refusal = refusal;
            this.source = source;
            this.showing = showing;
        }

        private Ongoing begin() {
            source.take(this);
            return this;
        }

        @Override
        public void taken(T value) {
            if (!cancelled) {
                shown = value;
                call = client.send(showing.apply(post, value), again ? answer : this);
            }
        }

        @Override
        public void refused(Failure failure) {
            if (!cancelled) {
                refusal.accept(failure);
            }
        }

        @Override
        public void head(int status, HttpHeaders headers) {
            T value = shown;
            Call first = call;
            if (!isStale(status, headers) || value == null || first == null) {
                answer.head(status, headers);
                return;
            }
            again = true;
            first.cancel();
            source.drop(value);
            source.take(this);
        }

        private static boolean isStale(int status, HttpHeaders headers) {
            if (status != FORBIDDEN) {
                return status == NOBODY;
            }
            String type = headers.get("x-amzn-errortype");
            return type != null && type.contains("ExpiredToken");
        }

        @Override
        public void data(byte[] chunk) {
            if (!again) {
                answer.data(chunk);
            }
        }

        @Override
        public void end() {
            if (!again) {
                answer.end();
            }
        }

        @Override
        public void broken(Break at, Throwable cause) {
            if (!again) {
                answer.broken(at, cause);
            }
        }

        @Override
        public void pause() {
            if (call != null) {
                call.pause();
            }
        }

        @Override
        public void resume() {
            if (call != null) {
                call.resume();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (call != null) {
                call.cancel();
            }
        }
    }
}
