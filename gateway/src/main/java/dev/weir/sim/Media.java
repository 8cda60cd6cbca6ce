package dev.weir.sim;

import dev.weir.sim.Order.Upload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's moderations, pictures, speech and transcripts. A picture is one white pixel, a sound is silence, and a
/// transcript says how much there was to hear.
final class Media {
    static final List<String> MODERATORS = List.of("omni-moderation-latest", "moderation-sim");
    static final List<String> PAINTERS = List.of("image-sim");
    static final List<String> SPEAKERS = List.of("speech-sim");
    static final List<String> LISTENERS = List.of("transcribe-sim", "whisper-sim");

    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA" + "AABJRU5ErkJggg==";
    private static final List<String> HARMS = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");
    private static final int RATE = 8_000;
    private static final int BYTES_A_SECOND = 16_000;
    private static final int IMAGE_TOKENS = 272;

    private final Realm realm;

    Media(Realm realm) {
        this.realm = realm;
    }

    private long now() {
        return realm.world().clock().instant().getEpochSecond();
    }

    /// `POST /v1/moderations`: what names a harm does it.
    Reply moderations(Order order, ModelName model, Behaviour behaviour) {
        order.only(behaviour, Set.of("model", "input"));
        JsonNode input = order.required("input");
        List<String> texts = new ArrayList<>();
        boolean parts = input.isArray() && !input.isEmpty() && input.get(0).isObject();
        if (input.isString() || parts) {
            texts.add(input.isString() ? input.stringValue() : input.toString());
        } else {
            texts.addAll(order.texts("input", 2_048));
        }
        ObjectNode out = Json.object()
                .put("id", new Dice(Dice.mix(realm.world().seed(), input.toString())).id("modr-", 24))
                .put("model", model.sent());
        ArrayNode results = out.putArray("results");
        for (String text : texts) {
            String low = text.toLowerCase(Locale.ROOT);
            ObjectNode result =
                    results.addObject().put("flagged", HARMS.stream().anyMatch(harm -> low.contains(word(harm))));
            ObjectNode categories = result.putObject("categories");
            ObjectNode scores = result.putObject("category_scores");
            ObjectNode applied = result.putObject("category_applied_input_types");
            for (String harm : HARMS) {
                categories.put(harm, low.contains(word(harm)));
                scores.put(harm, low.contains(word(harm)) ? 0.98 : 0.0001);
                applied.putArray(harm).add("text");
            }
        }
        return Annex.json(out, order, Tokens.count(String.join(" ", texts)));
    }

    private static String word(String harm) {
        return harm.replace('/', ' ');
    }

    /// `POST /v1/images/generations`.
    Reply pictures(Order order, ModelName model, Behaviour behaviour) {
        order.only(
                behaviour,
                Set.of(("model prompt n size quality background moderation output_format output_compression stream"
                                + " partial_images response_format style user")
                        .split(" ", -1)));
        return painted(order, "image_generation", Tokens.count(order.text("prompt")), 0);
    }

    /// `POST /v1/images/edits` and `/variations`, as a form.
    Reply edits(Order order, ModelName model, Behaviour behaviour) {
        order.only(
                behaviour,
                Set.of(("model prompt n size quality background input_fidelity output_format output_compression stream"
                                + " partial_images response_format user")
                        .split(" ", -1)));
        boolean varied = order.in().path().endsWith("/variations");
        int text = varied ? 0 : Tokens.count(order.text("prompt"));
        return painted(order, "image_edit", text, order.files("image").size() * IMAGE_TOKENS);
    }

    private Reply painted(Order order, String event, int text, int images) {
        int count = order.number("n", 1, 10).orElse(1);
        String quality = order.choice("quality", "auto", "low", "medium", "high", "standard", "hd", "xhigh", "max");
        String size = order.body().path("size").asString("1024x1024");
        if (!size.matches("auto|[0-9]{2,4}x[0-9]{2,4}")) {
            throw Order.wrong("size", "expected auto, or a width and a height like 1024x1024.");
        }
        Consumer<ObjectNode> style =
                out -> out.put("background", order.choice("background", "opaque", "auto", "transparent"))
                        .put("output_format", order.choice("output_format", "png", "webp", "jpeg", "svg", "gif"))
                        .put("quality", quality.equals("auto") ? "medium" : quality)
                        .put("size", size.equals("auto") ? "1024x1024" : size);
        ObjectNode usage = Json.object();
        usage.put("input_tokens", text + images)
                .putObject("input_tokens_details")
                .put("image_tokens", images)
                .put("text_tokens", text);
        usage.put("output_tokens", count * IMAGE_TOKENS).put("total_tokens", text + images + count * IMAGE_TOKENS);
        if (order.flag("stream")) {
            List<Frame> frames = new ArrayList<>();
            int partial = order.number("partial_images", 0, 3).orElse(0);
            for (int i = 0; i < partial; i++) {
                ObjectNode data = picture(event + ".partial_image", style).put("partial_image_index", i);
                frames.add(Frame.content(Responses.event(data), 1));
            }
            ObjectNode done = picture(event + ".completed", style);
            done.set("usage", usage);
            frames.add(Frame.content(Responses.event(done), 1));
            return Annex.events(frames, order);
        }
        ObjectNode out = Json.object().put("created", now());
        ArrayNode data = out.putArray("data");
        for (int i = 0; i < count; i++) {
            data.addObject().put("b64_json", PIXEL);
        }
        style.accept(out);
        out.set("usage", usage);
        return Annex.json(out, order, count);
    }

    private ObjectNode picture(String type, Consumer<ObjectNode> style) {
        ObjectNode out = Json.object().put("type", type).put("b64_json", PIXEL).put("created_at", now());
        style.accept(out);
        return out;
    }

    /// `POST /v1/audio/speech`: a second of silence for each ten tokens, as a WAV whatever was asked for.
    Reply speech(Order order, ModelName model, Behaviour behaviour) {
        order.only(
                behaviour, Set.of("model input voice instructions response_format speed stream_format".split(" ", -1)));
        String input = order.text("input");
        if (input.length() > 4_096) {
            throw Order.wrong("input", "expected at most 4096 characters.");
        }
        if (!order.required("voice").isObject()) {
            order.text("voice");
        }
        String format = order.choice("response_format", "mp3", "opus", "aac", "flac", "wav", "pcm");
        Check.range(order.body(), "speed", 0.25, 4);
        int read = Tokens.count(input);
        Buffer sound = wav((read + 9) / 10);
        if (order.choice("stream_format", "audio", "sse").equals("audio")) {
            return Annex.bytes(sound, format.equals("mp3") ? "audio/mpeg" : "audio/" + format, order, read);
        }
        List<Frame> frames = new ArrayList<>();
        for (int at = 0; at < sound.length(); at += RATE) {
            byte[] piece = sound.getBytes(at, Math.min(sound.length(), at + RATE));
            ObjectNode delta = Json.object().put("type", "speech.audio.delta");
            delta.put("audio", Base64.getEncoder().encodeToString(piece));
            frames.add(Frame.content(Frame.data(delta), 10));
        }
        ObjectNode done = Json.object().put("type", "speech.audio.done");
        done.putObject("usage")
                .put("input_tokens", read)
                .put("output_tokens", 2 * read)
                .put("total_tokens", 3 * read);
        frames.add(Frame.finish(Frame.data(done)));
        return Annex.events(frames, order);
    }

    private static Buffer wav(int seconds) {
        int length = seconds * RATE;
        Buffer out = Buffer.buffer(44 + length).appendString("RIFF").appendIntLE(36 + length);
        out.appendString("WAVEfmt ").appendIntLE(16).appendShortLE((short) 1).appendShortLE((short) 1);
        out.appendIntLE(RATE).appendIntLE(RATE).appendShortLE((short) 1).appendShortLE((short) 8);
        return out.appendString("data").appendIntLE(length).appendBytes(new byte[length]);
    }

    /// `POST /v1/audio/transcriptions` and `/translations`, as a form.
    Reply transcript(Order order, ModelName model, Behaviour behaviour) {
        order.only(
                behaviour,
                Set.of(("model language prompt response_format temperature timestamp_granularities include stream"
                                + " chunking_strategy known_speaker_names known_speaker_references")
                        .split(" ", -1)));
        Upload file = order.files("file").getFirst();
        if (file.content().length() == 0) {
            throw Problem.invalid("file", "invalid_value", "The audio file could not be decoded.")
                    .rejected();
        }
        String format = order.choice("response_format", "json", "text", "srt", "verbose_json", "vtt", "diarized_json");
        int seconds = seconds(file.content());
        boolean translated = order.in().path().endsWith("/translations");
        String text = (translated ? "A translation" : "A recording") + " of " + seconds + " seconds in "
                + file.filename() + ".";
        boolean byTime = model.base().startsWith("whisper");
        ObjectNode usage = byTime || format.equals("verbose_json") ? duration(seconds) : tokens(seconds, text);
        if (order.flag("stream") && !byTime) {
            return stream(text, usage, order);
        }
        if (!format.endsWith("json")) {
            String words = switch (format) {
                case "srt" -> "1\n00:00:00,000 --> 00:00:01,000\n" + text + "\n\n";
                case "vtt" -> "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n" + text + "\n\n";
                default -> text + "\n";
            };
            return Annex.bytes(Buffer.buffer(words), "text/plain; charset=utf-8", order, Tokens.count(text));
        }
        ObjectNode out = Json.object().put("text", text);
        if (!format.equals("json")) {
            out.put("task", translated ? "translate" : "transcribe").put("duration", seconds);
            out.put(
                    "language",
                    translated ? "english" : order.body().path("language").asString("english"));
            ObjectNode segment = out.putArray("segments").addObject();
            segment.put("start", 0.0).put("end", (double) seconds).put("text", text);
            if (format.equals("diarized_json")) {
                segment.put("type", "transcript.text.segment")
                        .put("id", "seg_0")
                        .put("speaker", "A");
            } else {
                segment.put("id", 0).put("seek", 0).put("temperature", 0.0).put("avg_logprob", -0.2);
                segment.put("compression_ratio", 1.1)
                        .put("no_speech_prob", 0.01)
                        .putArray("tokens")
                        .add(1);
            }
        }
        if (!translated) {
            out.set("usage", usage);
        }
        return Annex.json(out, order, Tokens.count(text));
    }

    private static Reply stream(String text, ObjectNode usage, Order order) {
        List<Frame> frames = new ArrayList<>();
        for (String piece : Tokens.split(text, 1)) {
            ObjectNode delta =
                    Json.object().put("type", "transcript.text.delta").put("delta", piece);
            frames.add(Frame.content(Frame.data(delta), 1));
        }
        ObjectNode done = Json.object().put("type", "transcript.text.done").put("text", text);
        done.set("usage", usage);
        frames.add(Frame.finish(Frame.data(done)));
        return Annex.events(frames, order);
    }

    private static ObjectNode duration(int seconds) {
        return Json.object().put("type", "duration").put("seconds", seconds);
    }

    private static ObjectNode tokens(int seconds, String text) {
        int heard = seconds * 10;
        int said = Tokens.count(text);
        ObjectNode usage = Json.object().put("type", "tokens").put("input_tokens", heard);
        usage.putObject("input_token_details").put("text_tokens", 0).put("audio_tokens", heard);
        return usage.put("output_tokens", said).put("total_tokens", heard + said);
    }

    /// How long a WAV says that it is; anything else by its size.
    private static int seconds(Buffer sound) {
        boolean wav = sound.length() > 44 && sound.getString(0, 4).equals("RIFF");
        int rate = wav ? Math.max(1, sound.getIntLE(28)) : BYTES_A_SECOND;
        return Math.max(1, (sound.length() - (wav ? 44 : 0) + rate - 1) / rate);
    }
}
