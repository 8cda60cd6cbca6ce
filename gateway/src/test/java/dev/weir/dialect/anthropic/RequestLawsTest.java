package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

/// What holds of every request, whatever the conversation.
class RequestLawsTest {
    /// A part that can be told apart: its token is somewhere in it.
    private static Part part(int kind, int token, int shared) {
        String word = "w" + token + "w";
        String id = "call." + shared;
        return switch (kind) {
            case 0 -> new Part.Text(word);
            case 1 -> new Part.Refusal(word, Marks.NONE);
            case 2 -> new Part.Media(MediaKind.IMAGE, new Source.Inline(word), "image/png", null, Marks.NONE);
            case 3 -> new Part.Media(MediaKind.AUDIO, new Source.Inline(word), "audio/wav", null, Marks.NONE);
            case 4 -> new Part.Media(MediaKind.VIDEO, new Source.Url(word), null, null, Marks.NONE);
            case 5 -> new Part.Media(MediaKind.DOCUMENT, new Source.Words(word), null, null, Marks.NONE);
            case 6 -> new Part.Media(MediaKind.DOCUMENT, new Source.FileId(word), null, "n", Marks.NONE);
            case 7 -> new Part.ToolCall(id, Part.ToolKind.FUNCTION, word, "{\"a\":1}", Marks.NONE);
            case 8 -> new Part.ToolCall("t" + token, Part.ToolKind.CUSTOM, "sql", word, Marks.NONE);
            case 9 -> new Part.ToolResult(id, null, List.of(new Part.Text(word)), Part.Outcome.OK, Marks.NONE);
            case 10 ->
                new Part.ToolResult("gone" + token, null, List.of(new Part.Text(word)), Part.Outcome.ERROR, Marks.NONE);
            case 11 -> new Part.Thought(word, Part.Thought.Form.FULL, Marks.of(new Seal("anthropic", "s")));
            case 12 -> new Part.Thought(word, Part.Thought.Form.SUMMARY, Marks.NONE);
            case 13 -> new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(new Seal("google", word)));
            case 14 -> new Part.HostedCall("srvtoolu_" + token, "web_search", "{\"q\":\"" + word + "\"}", Marks.NONE);
            case 15 -> new Part.HostedCall("ws_" + token, word, "{}", Marks.NONE);
            case 16 ->
                new Part.HostedResult(
                        "srvtoolu_" + token,
                        "web_search_tool_result",
                        Ask.json("[\"" + word + "\"]"),
                        Part.Outcome.OK,
                        Marks.NONE);
            case 17 ->
                new Part.Foreign(
                        MessagesProviderCodec.DIALECT,
                        Ask.json("{\"type\":\"container_upload\",\"file_id\":\"" + word + "\"}"),
                        Marks.NONE);
            case 18 -> new Part.Foreign("gemini", Ask.json("{\"x\":\"" + word + "\"}"), Marks.NONE);
            case 19 -> new Part.Text(" \n");
            default ->
                new Part.Text(
                        word,
                        List.of(),
                        Marks.of(new Extras("openai-chat", "/messages/x", Map.of(word, Ask.json("1")))));
        };
    }

    @Provide
    Arbitrary<List<Turn>> conversations() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 20);
        Arbitrary<Integer> shared = Arbitraries.integers().between(0, 3);
        Arbitrary<Role> roles = Arbitraries.of(Role.class);
        return Combinators.combine(roles, kinds.list().ofMaxSize(4), shared)
                .as(Draft::new)
                .list()
                .ofMaxSize(8)
                .map(RequestLawsTest::turns);
    }

    record Draft(Role role, List<Integer> kinds, int shared) {}

    private static List<Turn> turns(List<Draft> drafts) {
        List<Turn> turns = new ArrayList<>();
        int token = 0;
        for (Draft draft : drafts) {
            List<Part> parts = new ArrayList<>();
            Set<Integer> once = new HashSet<>();
            for (int kind : draft.kinds()) {
                if (kind != 7 && kind != 9 || once.add(kind)) {
                    parts.add(part(kind, token++, draft.shared()));
                }
            }
            turns.add(new Turn(draft.role(), parts, null, "/messages/" + turns.size(), Marks.NONE));
        }
        return turns;
    }

    @Provide
    Arbitrary<Traits> models() {
        return Combinators.combine(
                        Arbitraries.of(Way.class).set(),
                        Arbitraries.of(Effort.class).set(),
                        Arbitraries.of(Support.class),
                        Arbitraries.of(Prefill.class),
                        Arbitraries.of(Support.class),
                        Arbitraries.of(2000, 8192, 64_000).injectNull(0.3))
                .as((ways, efforts, known, prefill, lateSystem, most) -> new Traits(
                        null,
                        most,
                        Set.of(),
                        new Thinking(
                                known,
                                known == Support.YES ? ways : Set.of(),
                                efforts.stream().sorted().toList(),
                                null,
                                null),
                        Support.UNKNOWN,
                        Support.UNKNOWN,
                        Support.UNKNOWN,
                        prefill,
                        Set.of(),
                        Support.UNKNOWN,
                        lateSystem,
                        Traits.Habits.NONE));
    }

    @Property(tries = 2000)
    void everyPartReachesTheBodyOrTheLossList(
            @ForAll("conversations") List<Turn> turns, @ForAll("models") Traits model) {
        Encoded encoded = Ask.of(turns.toArray(Turn[]::new)).encoded(model);
        String body = encoded.body().toString();
        for (Turn turn : turns) {
            for (Part part : turn.parts()) {
                String token = token(part);
                boolean told = encoded.losses().stream().map(Loss::path).anyMatch(turn.at()::equals);
                assertThat(body.contains(token) && !token.isEmpty() || told)
                        .as("%s of %s", part, turn)
                        .isTrue();
            }
        }
    }

    private static String token(Part part) {
        Matcher matcher = Pattern.compile("w\\d+w").matcher(part.toString());
        return matcher.find() ? matcher.group() : "";
    }

    @Property(tries = 2000)
    void rolesAlternateAndNoMessageIsEmpty(@ForAll("conversations") List<Turn> turns, @ForAll("models") Traits model) {
        JsonNode messages =
                Ask.of(turns.toArray(Turn[]::new)).encoded(model).body().get("messages");
        String before = "";
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).get("role").stringValue();
            assertThat(role).isNotEqualTo(before);
            assertThat(messages.get(i).get("content").size()).isPositive();
            if (role.equals("system")) {
                assertThat(model.lateSystem()).isEqualTo(Support.YES);
                assertThat(before).isEqualTo("user");
                assertThat(i + 1 == messages.size()
                                || messages.get(i + 1).get("role").stringValue().equals("assistant"))
                        .isTrue();
            }
            before = role;
        }
    }

    @Property(tries = 2000)
    void everyCallIsAnsweredInTheNextMessageAndResultsComeFirst(
            @ForAll("conversations") List<Turn> turns, @ForAll("models") Traits model) {
        JsonNode messages =
                Ask.of(turns.toArray(Turn[]::new)).encoded(model).body().get("messages");
        Set<String> open = Set.of();
        for (JsonNode message : messages) {
            List<String> results = blocks(message, "tool_result", "tool_use_id");
            if (message.get("role").stringValue().equals("user")) {
                assertThat(results).containsExactlyInAnyOrderElementsOf(open);
                for (int i = 0; i < results.size(); i++) {
                    assertThat(message.at("/content/" + i + "/type").stringValue())
                            .isEqualTo("tool_result");
                }
            } else {
                assertThat(results).isEmpty();
            }
            open = new HashSet<>(blocks(message, "tool_use", "id"));
            assertThat(open).allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
        }
        assertThat(open).isEmpty();
    }

    private static List<String> blocks(JsonNode message, String type, String field) {
        List<String> out = new ArrayList<>();
        for (JsonNode block : message.get("content")) {
            if (block.path("type").asString("").equals(type)) {
                out.add(block.get(field).stringValue());
            }
        }
        return out;
    }

    @Property(tries = 2000)
    void noBlockIsSentThatTheApiRefuses(@ForAll("conversations") List<Turn> turns, @ForAll("models") Traits model) {
        JsonNode body = Ask.of(turns.toArray(Turn[]::new)).encoded(model).body();
        for (JsonNode message : body.get("messages")) {
            boolean ours = message.get("role").stringValue().equals("assistant");
            for (JsonNode block : message.get("content")) {
                switch (block.get("type").stringValue()) {
                    case "text" -> assertThat(block.get("text").stringValue()).isNotBlank();
                    case "thinking" -> {
                        assertThat(ours).isTrue();
                        assertThat(block.get("signature").stringValue()).isNotEmpty();
                    }
                    case "image", "document" -> assertThat(ours).isFalse();
                    case "tool_use" -> {
                        assertThat(ours).isTrue();
                        assertThat(block.get("input").isObject()).isTrue();
                        assertThat(body.get("tools").size()).isPositive();
                    }
                    case "server_tool_use", "redacted_thinking" ->
                        assertThat(ours).isTrue();
                    default -> {}
                }
            }
        }
    }

    @Property(tries = 300)
    void theSameRequestIsAlwaysTheSameBody(@ForAll("conversations") List<Turn> turns, @ForAll("models") Traits model) {
        Ask ask = Ask.of(turns.toArray(Turn[]::new));
        assertThat(ask.encoded(model)).isEqualTo(ask.encoded(model));
    }

    @Provide
    Arbitrary<Reasoning> reasonings() {
        return Combinators.combine(
                        Arbitraries.of(Mode.class).injectNull(0.5),
                        Arbitraries.of(Effort.class).injectNull(0.5),
                        Arbitraries.of(0, 1, 1024, 5000, 100_000).injectNull(0.5),
                        Arbitraries.of(true, false).injectNull(0.5))
                .as(Reasoning::new);
    }

    @Property(tries = 4000)
    void aBudgetFitsBelowMaxTokensAndGoesOnlyToModelsThatTakeOne(
            @ForAll("reasonings") Reasoning reasoning, @ForAll("models") Traits model, @ForAll boolean bounded) {
        Encoded encoded = Ask.hello()
                .with(bounded ? new Bounds(700, List.of(), null, null) : Bounds.NONE)
                .with(reasoning)
                .encoded(model);
        JsonNode body = encoded.body();
        int max = body.get("max_tokens").intValue();
        assertThat(max).isPositive();
        if (model.maxOutputTokens() != null) {
            assertThat(max).isLessThanOrEqualTo(model.maxOutputTokens());
        }
        if (body.at("/thinking/type").asString("").equals("enabled")) {
            int budget = body.at("/thinking/budget_tokens").intValue();
            assertThat(budget).isGreaterThanOrEqualTo(1024).isLessThan(max);
            assertThat(model.thinking().known() == Support.UNKNOWN
                            || model.thinking().ways().contains(Way.BUDGET))
                    .isTrue();
        }
        boolean nothingSent = !body.has("thinking") && !body.has("output_config");
        boolean asks = !reasoning.equals(Reasoning.NONE);
        boolean restsAnyway = reasoning.mode() == Mode.OFF
                || reasoning.effort() == Effort.NONE
                || Integer.valueOf(0).equals(reasoning.budget());
        if (asks && nothingSent && !restsAnyway) {
            assertThat(encoded.losses()).anyMatch(Loss::lossy);
        }
    }

    @Provide
    Arbitrary<Sampling> samplings() {
        Arbitrary<Double> numbers = Arbitraries.of(-2.0, 0.0, 0.3, 1.0, 1.8);
        return Combinators.combine(
                        numbers.injectNull(0.4),
                        numbers.injectNull(0.4),
                        Arbitraries.of(1, 40).injectNull(0.4),
                        numbers.injectNull(0.4),
                        numbers.injectNull(0.4),
                        Arbitraries.of(0L, 7L).injectNull(0.4))
                .as((temperature, topP, topK, frequency, presence, seed) ->
                        new Sampling(temperature, topP, topK, frequency, presence, seed, null));
    }

    @Property(tries = 1000)
    void everySettingIsSentToldOrTheDefault(@ForAll("samplings") Sampling sampling, @ForAll("models") Traits model) {
        Encoded encoded = Ask.hello().with(sampling).encoded(model);
        check(encoded, "temperature", sampling.temperature() == null || sampling.temperature() == 1);
        check(encoded, "top_p", sampling.topP() == null || sampling.topP() == 1);
        check(encoded, "top_k", sampling.topK() == null);
        check(encoded, "frequency_penalty", sampling.frequencyPenalty() == null || sampling.frequencyPenalty() == 0);
        check(encoded, "presence_penalty", sampling.presencePenalty() == null || sampling.presencePenalty() == 0);
        check(encoded, "seed", sampling.seed() == null);
    }

    private static void check(Encoded encoded, String name, boolean silent) {
        boolean told = encoded.losses().stream().anyMatch(loss -> loss.path().equals("/" + name));
        assertThat(encoded.body().has(name) || told || silent).as(name).isTrue();
    }
}
