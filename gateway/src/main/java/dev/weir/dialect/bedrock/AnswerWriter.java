package dev.weir.dialect.bedrock;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.dialect.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as Converse gives it.
final class AnswerWriter {
    private final AnswerLosses losses;
    private final AnswerBlocks blocks;

    AnswerWriter(AnswerLosses losses) {
        this.losses = losses;
        this.blocks = new AnswerBlocks(losses);
    }

    ObjectNode write(ChatResponse response) {
        ObjectNode out = Json.object();
        ArrayNode content = out.putObject("output")
                .putObject("message")
                .put("role", "assistant")
                .putArray("content");
        Finish finish = new Finish(Stop.COMPLETE, null, null, Extras.NONE);
        int calls = 0;
        for (Choice choice : response.choices()) {
            if (choice.index() != 0) {
                losses.otherChoice(choice.index());
                continue;
            }
            for (int i = 0; i < choice.parts().size(); i++) {
                ObjectNode block = blocks.block(choice.parts().get(i), i);
                if (block != null) {
                    content.add(block);
                }
                calls += choice.parts().get(i) instanceof Part.ToolCall ? 1 : 0;
            }
            if (!choice.logprobs().isEmpty()) {
                losses.logprobs();
            }
            losses.extras(choice.extras());
            finish = choice.finish();
        }
        String word = StopWords.word(finish, calls);
        losses.finish(finish, word);
        out.put("stopReason", word);
        if (response.usage() == null) {
            losses.noUsage();
        }
        out.set("usage", response.usage() == null ? UsageWriter.none() : UsageWriter.write(response.usage()));
        for (Extras extras : response.extras()) {
            if (AnswerLosses.isOurs(extras) && extras.at().isEmpty()) {
                extras.fields().forEach(out::putIfAbsent);
            } else {
                losses.extras(extras);
            }
        }
        if (finish.matched() != null) {
            out.withObjectProperty("additionalModelResponseFields").put("stop_sequence", finish.matched());
        }
        out.putIfAbsent("metrics", latency());
        return out;
    }

    /// What SDKs demand and a translation does not know.
    static ObjectNode latency() {
        return Json.object().put("latencyMs", 0);
    }
}
