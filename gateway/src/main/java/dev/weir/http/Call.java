package dev.weir.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request under way and its answer.
public final class Call implements Ongoing {
    private final Post post;
    private final Answer answer;
    private @Nullable Channel channel;
    private boolean reused;
    private boolean answering;
    private boolean over;

    Call(Post post, Answer answer) {
        this.post = post;
        this.answer = answer;
    }

    @Override
    public void pause() {
        if (channel != null && !over) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resume() {
        if (channel != null && !over) {
            channel.config().setAutoRead(true);
        }
    }

    /// Gives up: closes the connection, or the stream of an HTTP/2 connection. The answer hears nothing more.
    @Override
    public void cancel() {
        if (!over) {
            over = true;
            if (channel != null) {
                Channels.close(channel);
            }
        }
    }

    Post post() {
        return post;
    }

    Duration connectLimit() {
        return post.connectLimit();
    }

    boolean isOver() {
        return over;
    }

    /// Goes out on a channel.
    ///
    /// @param kept whether the connection has served before
    void begin(Channel on, boolean kept) {
        channel = on;
        reused = kept;
    }

    void head(int status, HttpHeaders headers) {
        if (!over) {
            answering = true;
            answer.head(status, headers);
        }
    }

    void data(byte[] chunk) {
        if (!over) {
            answer.data(chunk);
        }
    }

    void end() {
        if (!over) {
            over = true;
            answer.end();
        }
    }

    void unopened(Throwable cause) {
        broken(Answer.Break.OPENING, cause);
    }

    /// The connection closed, or its other side refused the request unseen.
    void closed(Throwable cause) {
        broken(answering ? Answer.Break.ANSWERING : reused ? Answer.Break.STALE : Answer.Break.WAITING, cause);
    }

    /// The connection brought what is no answer.
    void failed(Throwable cause) {
        broken(answering ? Answer.Break.ANSWERING : Answer.Break.WAITING, cause);
    }

    private void broken(Answer.Break at, Throwable cause) {
        if (!over) {
            over = true;
            answer.broken(at, cause);
        }
    }
}
