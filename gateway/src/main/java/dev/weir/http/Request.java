package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request of a client: its head, the pieces of its body as they come, and the way back.
public final class Request {
    /// Takes a body. What nobody takes is read and forgotten.
    public interface Body {
        /// @param piece only good during this call
        void data(ByteBuf piece);

        /// For now there is no more, and the end has not come.
        void waiting();

        void end();

        /// The client went away in the middle.
        void gone();
    }

    private final HttpRequest head;
    private final Reply reply;
    private final String path;
    private final @Nullable String query;
    private @Nullable Map<String, List<String>> parameters;
    private @Nullable Body body;
    private @Nullable Function<WebSocket, WebSocket.Listener> socket;
    private int socketLimit;
    private boolean asksLeave;
    private boolean read;

    Request(HttpRequest head, Reply reply) {
        this.head = head;
        this.reply = reply;
        this.asksLeave = HttpUtil.is100ContinueExpected(head);
        String target = relative(head.uri());
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    /// What follows the host, where a target names one.
    private static String relative(String target) {
        if (target.startsWith("http://") || target.startsWith("https://")) {
            int slash = target.indexOf('/', target.indexOf("//") + 2);
            return slash < 0 ? "/" : target.substring(slash);
        }
        return target;
    }

    public String method() {
        return head.method().name();
    }

    /// As it was sent: percent signs stay.
    public String path() {
        return path;
    }

    /// As it was sent, without its question mark.
    public @Nullable String query() {
        return query;
    }

    /// All values of a query parameter, decoded.
    public List<String> parameters(String name) {
        parameter(name);
        List<String> values = parameters == null ? null : parameters.get(name);
        return values == null ? List.of() : values;
    }

    /// The first value of a query parameter, decoded.
    public @Nullable String parameter(String name) {
        if (query == null) {
            return null;
        }
        if (parameters == null) {
            parameters = new QueryStringDecoder(query, false).parameters();
        }
        List<String> values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }

    public @Nullable String header(CharSequence name) {
        return head.headers().get(name);
    }

    /// Whether the name of any header begins so: one pass over the names.
    ///
    /// @param beginning in lower case
    public boolean hasHeaders(AsciiString beginning) {
        char first = (char) beginning.byteAt(0);
        Iterator<Map.Entry<CharSequence, CharSequence>> all = head.headers().iteratorCharSequence();
        while (all.hasNext()) {
            CharSequence name = all.next().getKey();
            if (name.length() >= beginning.length()
                    && (name.charAt(0) | 0x20) == first
                    && AsciiString.regionMatches(name, true, 0, beginning, 0, beginning.length())) {
                return true;
            }
        }
        return false;
    }

    /// All of them, as they were sent.
    public Iterable<Map.Entry<String, String>> headers() {
        return head.headers();
    }

    public Reply reply() {
        return reply;
    }

    /// Whether the client asks to go on as a WebSocket.
    public boolean asksForWebSocket() {
        return WebSocketHandler.isAskedFor(head);
    }

    /// Goes on as a WebSocket, in place of an answer; to be called before the call that brought the request returns.
    ///
    /// @param limit of a message, in bytes
    public void webSocket(int limit, Function<WebSocket, WebSocket.Listener> opened) {
        socketLimit = limit;
        socket = opened;
    }

    @Nullable
    Function<WebSocket, WebSocket.Listener> socket() {
        return socket;
    }

    int socketLimit() {
        return socketLimit;
    }

    HttpRequest head() {
        return head;
    }

    /// Length of the body as announced, or -1.
    public long announced() {
        String length = header(HttpHeaderNames.CONTENT_LENGTH);
        return length == null || length.length() > 18 ? -1 : Long.parseLong(length);
    }

    /// Says who takes the body; to be called before the call that brought the request returns.
    public void body(Body taker) {
        body = taker;
        if (asksLeave) {
            asksLeave = false;
            reply.goOn();
        }
    }

    /// Whether the whole body has come in.
    boolean isRead() {
        return read;
    }

    /// Whether the client waits for leave to send its body and has none.
    boolean awaitsLeave() {
        return asksLeave;
    }

    void data(ByteBuf piece) {
        if (body != null && piece.isReadable()) {
            body.data(piece);
        }
    }

    void waiting() {
        if (body != null && !read) {
            body.waiting();
        }
    }

    void end() {
        read = true;
        Body taker = body;
        body = null;
        if (taker != null) {
            taker.end();
        }
    }

    void gone() {
        Body taker = body;
        body = null;
        if (taker != null) {
            taker.gone();
        }
        reply.lost();
    }
}
