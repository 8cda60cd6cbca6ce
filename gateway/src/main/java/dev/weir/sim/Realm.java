package dev.weir.sim;

import dev.weir.sim.Behaviour.Prefill;

/// What all requests of one simulator share.
record Realm(
        SimOptions.World world,
        PromptCache cache,
        Seals anthropicSeals,
        Seals geminiSeals,
        Seals openAiSeals,
        ResponseShelf shelf,
        FileShelf files) {

    static Realm of(SimOptions.World world) {
        return new Realm(
                world,
                new PromptCache(),
                new Seals(world.seed(), "anthropic"),
                new Seals(world.seed(), "gemini"),
                new Seals(world.seed(), "openai"),
                new ResponseShelf(),
                new FileShelf(world.clock()));
    }

    /// Dice for ids and the like, the same for the same request.
    Dice dice(String model, Prompt prompt) {
        return new Dice(Dice.mix(Dice.mix(world.seed(), model), prompt.talk().digest()));
    }

    /// Refuses an assistant turn at the end where the behaviour says so.
    ///
    /// @param usual what the model does when nothing is said
    static void checkPrefill(Prefill asked, Prefill usual, String prefill) {
        Prefill does = asked == Prefill.DEFAULT ? usual : asked;
        if (does == Prefill.REFUSE && !prefill.isEmpty()) {
            throw Problem.invalid("This model does not support assistant message prefill."
                            + " The conversation must end with a user message.")
                    .rejected();
        }
    }
}
