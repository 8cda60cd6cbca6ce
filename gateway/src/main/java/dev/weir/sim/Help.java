package dev.weir.sim;

/// What the simulator can do, for people.
public final class Help {

    private Help() {}

    /// The options and faults, one a line.
    public static String text() {
        StringBuilder text = new StringBuilder(2048);
        text.append("Weir's simulator of LLM providers.\n\nModels: ")
                .append(String.join(", ", ModelName.OPENAI))
                .append("; ")
                .append(String.join(", ", ModelName.ANTHROPIC))
                .append("; ")
                .append(String.join(", ", ModelName.GEMINI))
                .append("\nBeside conversations: ")
                .append(String.join(", ", Annex.models()))
                .append("\n\nOptions, behind the model name (gpt-sim+ttft=2s+tps=50) or in the header x-sim:\n");
        for (Behaviour.Option option : Behaviour.OPTIONS) {
            text.append(String.format("  %-34s %s%n", option.name() + "=" + option.example(), option.meaning()));
        }
        text.append("\nFaults, for fault=:\n");
        for (FaultGrammar.Word word : FaultGrammar.help()) {
            text.append(String.format("  %-34s %s%n", word.syntax(), word.meaning()));
        }
        return text.append("\nIn the last user message: [[say: text]] [[call: tool {json}]] [[search: query]]"
                        + " [[think: text]] [[redact]] [[refuse]] [[block]]\n")
                .toString();
    }
}
