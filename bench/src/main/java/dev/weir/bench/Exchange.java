package dev.weir.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A kept HTTP/1.1 connection to a port of this machine that posts chat requests and reads whole answers.
final class Exchange implements AutoCloseable {
    static final String KEY = "weir-bench-client-key";

    private static final int DEADLINE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16_384];
    private int at;
    private int filled;

    Exchange(int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// The answer's status and body, chunks joined.
    record Answer(int status, String body) {}

    /// A whole request, head and body.
    static byte[] request(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
                + "authorization: Bearer " + KEY + "\r\ncontent-length: " + bytes.length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    /// Sends a request and reads its answer to the end.
    Answer send(byte[] request) throws IOException {
        out.write(request);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        String header = line();
        while (!header.isEmpty()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                length = -1;
            }
            header = line();
        }
        return new Answer(status, length < 0 ? chunks() : text(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        int length = Integer.parseInt(line(), 16);
        while (length > 0) {
            body.append(text(length));
            line();
            length = Integer.parseInt(line(), 16);
        }
        line();
        return body.toString();
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        int next = next();
        while (next != '\n') {
            if (next != '\r') {
                line.append((char) next);
            }
            next = next();
        }
        return line.toString();
    }

    private String text(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            if (at == filled) {
                fill();
            }
            int some = Math.min(length - done, filled - at);
            System.arraycopy(buffer, at, bytes, done, some);
            at += some;
            done += some;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int next() throws IOException {
        if (at == filled) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    private void fill() throws IOException {
        at = 0;
        filled = in.read(buffer);
        if (filled < 0) {
            filled = 0;
            throw new EOFException("the connection was closed in mid-answer");
        }
    }
}
