package dev.weir.sim;

import dev.weir.sim.Prompt.Result;
import dev.weir.sim.Prompt.Talk;
import java.util.ArrayList;
import java.util.List;

/// A conversation as it is read turn by turn.
final class Transcript {

    private static final int PER_TURN = 3;

    /// Who speaks.
    enum Who {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    private final StringBuilder user = new StringBuilder();
    private final StringBuilder assistant = new StringBuilder();
    private final List<String> media = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private long digest = 17;
    private long digestBeforeAssistant = 17;
    private long prefix = 29;
    private int tokens;
    private Who who = Who.SYSTEM;

    /// A new turn begins.
    void turn(Who next) {
        tokens += PER_TURN;
        switch (next) {
            case SYSTEM -> {}
            case USER -> {
                if (who != Who.USER) {
                    user.setLength(0);
                    media.clear();
                    if (who != Who.TOOL) {
                        results.clear();
                    }
                }
            }
            case ASSISTANT -> {
                if (who != Who.ASSISTANT) {
                    digestBeforeAssistant = digest;
                    assistant.setLength(0);
                }
            }
            case TOOL -> {
                if (who != Who.TOOL && who != Who.USER) {
                    user.setLength(0);
                    media.clear();
                    results.clear();
                }
            }
        }
        digest = Dice.mix(digest, next.name());
        who = next;
    }

    void text(String text) {
        tokens += Tokens.count(text);
        digest = Dice.mix(digest, text);
        switch (who) {
            case USER -> (user.isEmpty() ? user : user.append('\n')).append(text);
            case ASSISTANT -> assistant.append(text);
            case SYSTEM, TOOL -> {}
        }
    }

    /// Something that is no text, as `image image/png 68 bytes`.
    void media(String description, int cost) {
        tokens += cost;
        digest = Dice.mix(digest, description);
        media.add(description);
    }

    void call(String name, String arguments) {
        tokens += Tokens.count(name) + Tokens.count(arguments) + PER_TURN;
        digest = Dice.mix(Dice.mix(digest, name), "call");
    }

    void result(String name, String text) {
        tokens += Tokens.count(text) + PER_TURN;
        digest = Dice.mix(Dice.mix(digest, "result"), text);
        results.add(new Result(name, text));
    }

    /// What is no part of a turn: tools, schemas.
    void overhead(String text) {
        tokens += Tokens.count(text);
        prefix = Dice.mix(prefix, text);
    }

    /// The prefix of the request that was read so far.
    PromptCache.Prefix prefix() {
        return new PromptCache.Prefix(Dice.mix(prefix, digest), tokens);
    }

    int tokens() {
        return tokens;
    }

    /// Ends the reading.
    Talk end() {
        boolean prefilled = who == Who.ASSISTANT;
        return new Talk(
                user.toString(),
                media,
                prefilled ? List.of() : results,
                prefilled ? assistant.toString() : "",
                prefilled ? digestBeforeAssistant : digest,
                tokens);
    }
}
