package dev.weir;

import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Turn;
import dev.weir.dialect.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a conversation asks.
enum RequestScene {
    WORDS,
    PICTURES,
    PDF,
    SOUND,
    CALLS_AND_RESULTS,
    PICTURE_IN_A_RESULT,
    FAILED_CALL,
    THINKING_REPLAYED,
    CACHE_MARKS,
    FORM,
    SEVERAL,
    LOGPROBS;

    private static final String PNG = "iVBORw0KGgoAAAAA";

    /// @param issuer of the seals that the dialect's own providers give
    ChatRequest asked(String issuer) {
        return switch (this) {
            case WORDS ->
                turns(system("Be brief."), user(text("Ä \"word\" 日😀")), said(text("so")), user(text("and on")));
            case PICTURES ->
                turns(user(
                        text("Compare:"),
                        media(MediaKind.IMAGE, new Source.Inline(PNG), "image/png"),
                        media(MediaKind.IMAGE, new Source.Url("https://x.test/a.jpeg"), "image/jpeg")));
            case PDF ->
                turns(user(
                        text("Read:"),
                        media(MediaKind.DOCUMENT, new Source.Inline("JVBERi0xLjQK"), "application/pdf")));
            case SOUND ->
                turns(user(text("Hear:"), media(MediaKind.AUDIO, new Source.Inline("UklGRgAAAAA="), "audio/wav")));
            case CALLS_AND_RESULTS ->
                calling(result("c1", "one", Outcome.OK, text("rain")), result("c2", "two", Outcome.OK, text("noon")));
            case PICTURE_IN_A_RESULT ->
                calling(
                        result(
                                "c1",
                                "one",
                                Outcome.OK,
                                text("this"),
                                media(MediaKind.IMAGE, new Source.Inline(PNG), "image/png")),
                        result("c2", "two", Outcome.OK, text("noon")));
            case FAILED_CALL ->
                calling(
                        result("c1", "one", Outcome.ERROR, text("no such city")),
                        result("c2", "two", Outcome.OK, text("noon")));
            case THINKING_REPLAYED ->
                turns(
                        user(text("Think.")),
                        said(new Part.Thought("First this.", Part.Thought.Form.FULL, seal(issuer)), text("Then that.")),
                        user(text("Go on.")));
            case CACHE_MARKS ->
                turns(
                        turn(Role.SYSTEM, kept("A long rule.", Duration.ofHours(1))),
                        user(kept("A long book.", null), text("What of it?")));
            case FORM ->
                request(
                        new OutputShape.JsonSchema("river", null, SCHEMA, true),
                        ToolSet.NONE,
                        Bounds.NONE,
                        user(text("Describe.")));
            case SEVERAL ->
                request(FREE, ToolSet.NONE, new Bounds(50, List.of("HALT"), 2, null), user(text("Choose.")));
            case LOGPROBS -> request(FREE, ToolSet.NONE, new Bounds(50, List.of(), null, 2), user(text("Weigh.")));
        };
    }

    private static final OutputShape FREE = new OutputShape.Free();
    private static final JsonNode SCHEMA = Json.object()
            .put("type", "object")
            .set("properties", Json.object().set("length", Json.object().put("type", "integer")))
            .put("additionalProperties", false)
            .set("required", Json.array().add("length"));

    private static Part text(String words) {
        return new Part.Text(words);
    }

    private static Part kept(String words, @Nullable Duration ttl) {
        return new Part.Text(words, List.of(), Marks.NONE.withCache(new CacheMark(ttl)));
    }

    private static Part media(MediaKind kind, Source source, String mime) {
        return new Part.Media(kind, source, mime, kind == MediaKind.DOCUMENT ? "page.pdf" : null, Marks.NONE);
    }

    private static Marks seal(String issuer) {
        return issuer.isEmpty() ? Marks.NONE : Marks.of(new Seal(issuer, "c2Vh/G+s"));
    }

    private static Part result(String id, String name, Outcome outcome, Part... parts) {
        return new Part.ToolResult(id, name, List.of(parts), outcome, Marks.NONE);
    }

    private static Turn system(String words) {
        return turn(Role.SYSTEM, text(words));
    }

    private static Turn user(Part... parts) {
        return turn(Role.USER, parts);
    }

    private static Turn said(Part... parts) {
        return turn(Role.ASSISTANT, parts);
    }

    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), null, "", Marks.NONE);
    }

    private static ChatRequest turns(Turn... turns) {
        return request(FREE, ToolSet.NONE, Bounds.NONE, turns);
    }

    /// Two calls at once, and what they brought.
    private static ChatRequest calling(Part... results) {
        List<Tool> tools = List.of(
                new Tool.Function("one", "Tells one.", SCHEMA, null, Marks.NONE),
                new Tool.Function("two", "Tells two.", SCHEMA, null, Marks.NONE));
        List<Turn> turns = new ArrayList<>(List.of(
                user(text("Both, please.")),
                said(
                        new Part.ToolCall("c1", ToolKind.FUNCTION, "one", "{\"length\":1}", Marks.NONE),
                        new Part.ToolCall("c2", ToolKind.FUNCTION, "two", "{\"length\":2}", Marks.NONE))));
        Arrays.stream(results).forEach(each -> turns.add(turn(Role.TOOL, each)));
        return request(
                FREE, new ToolSet(tools, new ToolChoice.Unsaid(), null), Bounds.NONE, turns.toArray(Turn[]::new));
    }

    private static ChatRequest request(OutputShape shape, ToolSet tools, Bounds bounds, Turn... turns) {
        return new ChatRequest(
                "m", List.of(turns), tools, Sampling.NONE, bounds, Reasoning.NONE, shape, Delivery.WHOLE, Extras.NONE);
    }
}
