package dev.weir.dialect.responses;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.dialect.Identity;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer: the response that its stream would end with, by the same steps.
final class AnswerWriter {
    private final ResponsesStreamEncoder encoder;

    private AnswerWriter(ResponsesStreamEncoder encoder) {
        this.encoder = encoder;
    }

    static ObjectNode write(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        ResponsesStreamEncoder encoder = new ResponsesStreamEncoder(identity, losses);
        new AnswerWriter(encoder).tell(response);
        return encoder.response();
    }

    private void tell(ChatResponse response) {
        tell(new StreamEvent.Started(response.head()));
        response.extras().forEach(this::note);
        for (Choice choice : response.choices()) {
            int index = choice.index();
            if (!choice.logprobs().isEmpty()) {
                tell(new StreamEvent.LogprobsAdded(index, choice.logprobs()));
            }
            for (int i = 0; i < choice.parts().size(); i++) {
                part(index, i, choice.parts().get(i));
            }
            note(choice.extras());
            tell(new StreamEvent.ChoiceFinished(index, choice.finish()));
        }
        if (response.usage() != null) {
            tell(new StreamEvent.Metered(response.usage()));
        }
        tell(new StreamEvent.Ended());
    }

    private void part(int choice, int block, Part part) {
        tell(new StreamEvent.BlockStarted(choice, block, kind(part)));
        if (part instanceof Part.Text text) {
            tell(new StreamEvent.BlockDelta(choice, block, new Delta.Words(text.text())));
            text.annotations()
                    .forEach(cited -> tell(new StreamEvent.BlockDelta(choice, block, new Delta.Cited(cited))));
            if (part.marks().seal() != null) {
                tell(new StreamEvent.BlockSealed(choice, block, part.marks().seal()));
            }
            note(part.marks().extras());
        }
        tell(new StreamEvent.BlockEnded(choice, block));
    }

    /// Only a text is told in pieces, for its citations.
    private static BlockKind kind(Part part) {
        return part instanceof Part.Text ? new BlockKind.TextBlock() : new BlockKind.Whole(part);
    }

    private void note(Extras extras) {
        if (!extras.isEmpty()) {
            tell(new StreamEvent.Noted(extras));
        }
    }

    private void tell(StreamEvent event) {
        encoder.tell(event, null);
    }
}
