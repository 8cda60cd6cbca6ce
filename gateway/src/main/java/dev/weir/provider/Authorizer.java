package dev.weir.provider;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Grant;
import dev.weir.chat.Failure;
import dev.weir.http.Answer;
import dev.weir.http.Call;
import dev.weir.http.HttpClient;
import dev.weir.http.Ongoing;
import dev.weir.http.Post;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts on a request what is made for it alone: a signature over its final bytes, or a token that may have to be
/// fetched first. Belongs to one event loop.
final class Authorizer {
    private final HttpClient client;
    private final InstantSource clock;
    private final Map<Credential.SigV4, AwsSigner> signers = new HashMap<>();
    private final Map<Grant, TokenSource> tokens = new HashMap<>();

    Authorizer(HttpClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    Ongoing signed(Post post, Credential.SigV4 credential, Answer answer) {
        AwsSigner signer = signers.computeIfAbsent(credential, AwsSigner::new);
        return client.send(signer.sign(post, clock.instant()), answer);
    }

    /// @param refused hears why there is no token; the answer then hears nothing
    Ongoing withToken(Post post, Credential.Token credential, Answer answer, Consumer<Failure> refused) {
        TokenSource source = tokens.computeIfAbsent(credential.grant(), grant -> new TokenSource(client, grant, clock));
        Waiting waiting = new Waiting(post, answer, refused);
        source.take(waiting);
        return waiting;
    }

    /// A request that goes out when its token is there.
    private final class Waiting implements Ongoing, TokenSource.Taker {
        private final Post post;
        private final Answer answer;
        private final Consumer<Failure> refusal;
        private @Nullable Call call;
        private boolean cancelled;

        private Waiting(Post post, Answer answer, Consumer<Failure> refusal) {
            this.post = post;
            this.answer = answer;
            this.refusal = refusal;
        }

        @Override
        public void token(String token) {
            if (cancelled) {
                return;
            }
            Map<String, String> own = new HashMap<>(post.own());
            own.put("authorization", "Bearer " + token);
            Post whole = new Post(
                    post.origin(), post.uri(), post.fixed(), own, post.body(), post.connectLimit(), post.form());
            call = client.send(whole, answer);
        }

        @Override
        public void refused(Failure failure) {
            if (!cancelled) {
                refusal.accept(failure);
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
