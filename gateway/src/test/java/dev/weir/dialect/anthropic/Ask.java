package dev.weir.dialect.anthropic;

import dev.weir.chat.Bounds;
import dev.weir.chat.CacheMark;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Role;
import dev.weir.chat.Sampling;
import dev.weir.chat.Seal;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Handmade requests and models for the tables.
record Ask(
        List<Turn> turns,
        ToolSet tools,
        Sampling sampling,
        Bounds bounds,
        Reasoning reasoning,
        OutputShape output,
        Extras extras) {

    static Ask of(Turn... turns) {
        return new Ask(
                List.of(turns),
                ToolSet.NONE,
                Sampling.NONE,
                new Bounds(100, List.of(), null, null),
                Reasoning.NONE,
                new OutputShape.Free(),
                Extras.NONE);
    }

    static Ask hello() {
        return of(user(words("Hello")));
    }

    Ask with(Bounds newBounds) {
        return new Ask(turns, tools, sampling, newBounds, reasoning, output, extras);
    }

    Ask with(Sampling newSampling) {
        return new Ask(turns, tools, newSampling, bounds, reasoning, output, extras);
    }

    Ask with(Reasoning newReasoning) {
        return new Ask(turns, tools, sampling, bounds, newReasoning, output, extras);
    }

    Ask with(OutputShape newOutput) {
        return new Ask(turns, tools, sampling, bounds, reasoning, newOutput, extras);
    }

    Ask with(Extras newExtras) {
        return new Ask(turns, tools, sampling, bounds, reasoning, output, newExtras);
    }

    Ask with(ToolSet newTools) {
        return new Ask(turns, newTools, sampling, bounds, reasoning, output, extras);
    }

    Ask with(ToolChoice choice, @Nullable Boolean parallel, Tool... tools) {
        return with(new ToolSet(List.of(tools), choice, parallel));
    }

    ChatRequest request() {
        return new ChatRequest("claude-x", turns, tools, sampling, bounds, reasoning, output, Delivery.WHOLE, extras);
    }

    Encoded encoded(Traits traits) {
        return new MessagesProviderCodec().encode(request(), traits);
    }

    Encoded encoded() {
        return encoded(Traits.UNKNOWN);
    }

    static Turn turn(Role role, String at, Part... parts) {
        return new Turn(role, List.of(parts), null, at, Marks.NONE);
    }

    static Turn user(Part... parts) {
        return turn(Role.USER, "/messages/u", parts);
    }

    static Turn assistant(Part... parts) {
        return turn(Role.ASSISTANT, "/messages/a", parts);
    }

    static Turn system(Part... parts) {
        return turn(Role.SYSTEM, "/messages/s", parts);
    }

    static Turn tool(Part... parts) {
        return turn(Role.TOOL, "/messages/t", parts);
    }

    static Part.Text words(String text) {
        return new Part.Text(text);
    }

    static Part.Text cached(String text, CacheMark mark) {
        return new Part.Text(text, List.of(), Marks.NONE.withCache(mark));
    }

    static Part.ToolCall call(String id, String name, String input) {
        return new Part.ToolCall(id, Part.ToolKind.FUNCTION, name, input, Marks.NONE);
    }

    static Part.ToolResult result(String id, Part... parts) {
        return new Part.ToolResult(id, null, List.of(parts), Part.Outcome.OK, Marks.NONE);
    }

    static Part.Thought thought(String text, String issuer, String seal) {
        return new Part.Thought(text, Part.Thought.Form.FULL, Marks.of(new Seal(issuer, seal)));
    }

    static Tool.Function function(String name, @Nullable String schema) {
        return new Tool.Function(name, null, schema == null ? null : json(schema), null, Marks.NONE);
    }

    static Extras extras(String owner, String fields) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        json(fields).forEachEntry(map::put);
        return new Extras(owner, "", map);
    }

    static JsonNode json(String text) {
        return Streams.JSON.readTree(text);
    }

    /// Losses as `VERDICT path`, in order.
    static List<String> told(Encoded encoded) {
        List<String> out = new ArrayList<>();
        for (Loss loss : encoded.losses()) {
            out.add(loss.verdict() + " " + loss.path());
        }
        return out;
    }

    /// A model of which these things are known.
    static Traits model(@Nullable Integer maxOutput, Support sampling, List<Effort> efforts, Way... ways) {
        return new Traits(
                200_000,
                maxOutput,
                Set.of(),
                new Thinking(ways.length == 0 ? Support.NO : Support.YES, Set.of(ways), efforts, 1024, null),
                sampling,
                Support.YES,
                Support.YES,
                Prefill.UNKNOWN,
                Set.of(),
                Support.YES);
    }

    /// As Claude Sonnet 4.5: a budget, or nothing.
    static Traits budgetModel() {
        return model(64_000, Support.YES, List.of(), Way.BUDGET, Way.OFF);
    }

    /// As Claude Fable 5: always thinks, as it sees fit.
    static Traits adaptiveModel() {
        return model(
                128_000,
                Support.NO,
                List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX),
                Way.ADAPTIVE,
                Way.EFFORT);
    }

    /// As Claude Opus 4.6: both, and effort up to max without xhigh.
    static Traits bothModel() {
        return model(
                128_000,
                Support.YES,
                List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.MAX),
                Way.ADAPTIVE,
                Way.BUDGET,
                Way.EFFORT,
                Way.OFF);
    }

    static Traits with(Prefill prefill, Support lateSystem, Set<String> seals) {
        return new Traits(
                null,
                null,
                Set.of(),
                Thinking.UNKNOWN,
                Support.UNKNOWN,
                Support.UNKNOWN,
                Support.UNKNOWN,
                prefill,
                seals,
                Support.UNKNOWN,
                lateSystem,
                Traits.Habits.NONE);
    }
}
