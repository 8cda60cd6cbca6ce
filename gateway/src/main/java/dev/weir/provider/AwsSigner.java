package dev.weir.provider;

import dev.weir.catalog.Credential;
import dev.weir.http.Post;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests with one AWS key: Signature Version 4, over the method, the path, the query, the headers and the
/// body.
///
/// The key of a day is derived once. Belongs to one event loop.
final class AwsSigner {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final String UNRESERVED = "-._~/";

    private final Credential.SigV4 credential;
    private final MessageDigest sha;
    private final Mac ofDay;
    private String day = "";

    AwsSigner(Credential.SigV4 credential) {
        this.credential = credential;
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
            this.ofDay = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /// The same request with its time and its signature.
    Post sign(Post post, Instant now) {
        SortedMap<String, String> signed = new TreeMap<>();
        String type = post.form().type();
        if (type != null) {
            signed.put("content-type", type);
        }
        signed.put("host", post.origin().authority());
        Map<String, String> own = new HashMap<>(post.own());
        String time = TIME.format(now);
        own.put("x-amz-date", time);
        signed.put("x-amz-date", time);
        if (credential.sessionToken() != null) {
            own.put("x-amz-security-token", credential.sessionToken().reveal());
            signed.put("x-amz-security-token", credential.sessionToken().reveal());
        }
        own.put("authorization", authorization(post.form().method(), post.uri(), signed, post.body(), time));
        return new Post(post.origin(), post.uri(), post.fixed(), own, post.body(), post.connectLimit(), post.form());
    }

    /// The value of the `authorization` header.
    ///
    /// @param uri path and query, percent-encoded
    /// @param headers that are signed, by lower-case name, the time among them
    /// @param time as `x-amz-date` has it
    String authorization(String method, String uri, SortedMap<String, String> headers, byte[] body, String time) {
        int mark = uri.indexOf('?');
        String names = String.join(";", headers.keySet());
        StringBuilder request = new StringBuilder(512);
        request.append(method).append('\n');
        path(mark < 0 ? uri : uri.substring(0, mark), request);
        request.append('\n')
                .append(query(mark < 0 ? "" : uri.substring(mark + 1)))
                .append('\n');
        headers.forEach((name, value) -> request.append(name)
                .append(':')
                .append(value.strip().replaceAll(" +", " "))
                .append('\n'));
        request.append('\n').append(names).append('\n').append(hash(body));
        String date = time.substring(0, 8);
        String scope = date + "/" + credential.region() + "/" + credential.service() + "/aws4_request";
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(utf8(request.toString()));
        return ALGORITHM + " Credential=" + credential.accessKey() + "/" + scope + ", SignedHeaders=" + names
                + ", Signature=" + HEX.formatHex(key(date).doFinal(utf8(toSign)));
    }

    /// Every segment is encoded once more, as all services but S3 have it.
    private static void path(String path, StringBuilder out) {
        if (path.isEmpty()) {
            out.append('/');
        }
        for (byte b : utf8(path)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.withUpperCase().toHexDigits(b));
            }
        }
    }

    private static String query(String query) {
        if (query.isEmpty()) {
            return "";
        }
        String[] parameters = query.split("&", -1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = parameters[i].indexOf('=') < 0 ? parameters[i] + "=" : parameters[i];
        }
        Arrays.sort(parameters);
        return String.join("&", parameters);
    }

    private String hash(byte[] bytes) {
        return HEX.formatHex(sha.digest(bytes));
    }

    /// The key of a day at this region and service.
    private Mac key(String date) {
        if (!date.equals(day)) {
            try {
                byte[] secret = utf8("AWS4" + credential.secretKey().reveal());
                for (String step : new String[] {date, credential.region(), credential.service(), "aws4_request"}) {
                    ofDay.init(new SecretKeySpec(secret, "HmacSHA256"));
                    secret = ofDay.doFinal(utf8(step));
                }
                ofDay.init(new SecretKeySpec(secret, "HmacSHA256"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK takes no such key", e);
            }
            day = date;
        }
        return ofDay;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
