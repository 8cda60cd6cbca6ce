package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Credential;
import dev.weir.catalog.Secret;
import dev.weir.http.Origin;
import dev.weir.http.Post;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Signatures, against the values of AWS's own test suite for Signature Version 4.
class AwsSignerTest {
    private static final String TIME = "20150830T123600Z";

    private static AwsSigner signer(String service) {
        return new AwsSigner(new Credential.SigV4(
                service, "us-east-1", "AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), null));
    }

    private static String signature(String method, String uri, Map<String, String> more, String body) {
        SortedMap<String, String> headers = new TreeMap<>(more);
        headers.put("host", "example.amazonaws.com");
        headers.put("x-amz-date", TIME);
        String value =
                signer("service").authorization(method, uri, headers, body.getBytes(StandardCharsets.UTF_8), TIME);
        assertThat(value)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=" + String.join(";", headers.keySet()) + ", Signature=");
        return value.substring(value.lastIndexOf('=') + 1);
    }

    @Test
    void signaturesAreThoseOfThePublishedSuite() {
        assertThat(signature("GET", "/", Map.of(), ""))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(signature("POST", "/", Map.of(), ""))
                .isEqualTo("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        assertThat(signature("GET", "/?Param2=value2&Param1=value1", Map.of(), ""))
                .isEqualTo("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        assertThat(signature("GET", "/ሴ", Map.of(), ""))
                .isEqualTo("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        assertThat(signature("POST", "/", Map.of("content-type", "application/x-www-form-urlencoded"), "Param1=value1"))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void keysOfADayFollowTheDay() {
        AwsSigner signer = signer("bedrock");
        Post post = post();
        String monday =
                signer.sign(post, Instant.parse("2026-01-05T10:00:00Z")).own().get("authorization");
        String tuesday =
                signer.sign(post, Instant.parse("2026-01-06T10:00:00Z")).own().get("authorization");
        String again =
                signer.sign(post, Instant.parse("2026-01-05T10:00:00Z")).own().get("authorization");
        assertThat(monday).isEqualTo(again).isNotEqualTo(tuesday).contains("/20260105/us-east-1/bedrock/aws4_request");
    }

    @Test
    void tokenOfASessionIsSentAndSigned() {
        AwsSigner signer = new AwsSigner(
                new Credential.SigV4("bedrock", "eu-west-1", "A", new Secret("s"), new Secret("session")));
        Map<String, String> own =
                signer.sign(post(), Instant.parse("2026-01-05T10:00:00Z")).own();
        assertThat(own)
                .containsEntry("x-amz-security-token", "session")
                .containsEntry("x-amz-date", "20260105T100000Z");
        assertThat(own.get("authorization"))
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,");
    }

    private static Post post() {
        return new Post(
                Origin.of(URI.create("https://bedrock-runtime.us-east-1.amazonaws.com")),
                "/model/us.anthropic.claude%3A0/converse",
                Map.of(),
                Map.of(),
                "{}".getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(1));
    }
}
