package dev.weir.dialect.openai;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part.Thought;
import dev.weir.chat.Part.Thought.Form;
import dev.weir.chat.Seal;
import dev.weir.dialect.CacheMarks;
import dev.weir.dialect.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the reasoning of an assistant message, in whichever of four forms it stands: `reasoning_details` (OpenRouter),
/// `thinking_blocks` (LiteLLM), `reasoning_content` (DeepSeek and most others), `reasoning` (Groq, vLLM, OpenRouter).
/// The forms are the same words told in different ways, so the richest one counts, and a plain one is left over only
/// when it says something else.
final class ThoughtReader {
    /// Begins the ids that hold a summary and its seal together where the provider gave none.
    static final String MADE_ID = "thought-";

    private final Set<String> calls;
    private final List<Thought> thoughts = new ArrayList<>();
    private final Map<String, Seal> callSeals = new HashMap<>();
    private int lastIndex = -1;
    private @Nullable String lastFormat;
    private @Nullable String lastId;

    /// @param calls ids of the tool calls of the same message
    ThoughtReader(Set<String> calls) {
        this.calls = calls;
    }

    List<Thought> thoughts() {
        return thoughts;
    }

    /// Seals that stand on tool calls, by call id.
    Map<String, Seal> callSeals() {
        return callSeals;
    }

    void read(Fields message) {
        if (isArray(message, "reasoning_details")) {
            message.objects("reasoning_details").forEach(this::detail);
        }
        if (isArray(message, "thinking_blocks")) {
            if (thoughts.isEmpty()) {
                message.objects("thinking_blocks").forEach(this::block);
            } else {
                message.skip("thinking_blocks");
            }
        }
        plain(message, "reasoning_content");
        plain(message, "reasoning");
    }

    /// A thinking block in Anthropic's words, or in Mistral's, who has a list of texts where the other has a text.
    void block(Fields block) {
        if (block.node().path("thinking").isArray()) {
            mistral(block);
            return;
        }
        boolean redacted = "redacted_thinking".equals(block.text("type"));
        String text = redacted ? null : block.text("thinking");
        String opaque = block.text(redacted ? "data" : "signature");
        Seal seal = opaque == null || opaque.isEmpty() ? null : new Seal("anthropic", opaque);
        Form form = redacted ? Form.REDACTED : Form.FULL;
        thoughts.add(
                new Thought(text == null ? "" : text, form, new Marks(seal, CacheMarks.read(block), block.rest())));
    }

    private void mistral(Fields block) {
        block.skip("type");
        block.skip("closed");
        String text = AnswerReader.thinking(block);
        String signature = block.text("signature");
        Seal seal = signature == null || signature.isEmpty() ? null : new Seal(Issuers.MISTRAL, signature);
        thoughts.add(new Thought(text, Form.FULL, new Marks(seal, CacheMarks.read(block), block.rest())));
    }

    private void plain(Fields message, String name) {
        JsonNode value = message.node().get(name);
        if (value == null || !value.isString()) {
            return;
        }
        String text = value.stringValue();
        StringBuilder known = new StringBuilder();
        thoughts.forEach(thought -> known.append(thought.text()));
        if (known.isEmpty() && !text.isEmpty()) {
            thoughts.addFirst(new Thought(text, Form.FULL, Marks.NONE));
        } else if (!known.toString().equals(text)) {
            return;
        }
        message.skip(name);
    }

    private void detail(Fields detail) {
        String type = detail.text("type");
        String format = detail.text("format");
        Integer index = detail.integer("index");
        int place = index == null ? -1 : index;
        JsonNode named = detail.node().get("id");
        String id = named != null && named.isString() ? named.stringValue() : null;
        if (id != null && id.startsWith(MADE_ID)) {
            detail.skip("id");
        }
        boolean same = place >= 0 && place == lastIndex || id != null && id.equals(lastId);
        boolean continues = same && Objects.equals(format, lastFormat);
        String issuer = Issuers.ofFormat(format);
        switch (type == null ? "" : type) {
            case "reasoning.text" -> text(detail, issuer, continues);
            case "reasoning.summary" -> summary(detail, continues);
            case "reasoning.encrypted" -> encrypted(detail, issuer, continues);
            // A kind of tomorrow is a thought without words that keeps all it came with.
            default -> thoughts.add(new Thought("", Form.FULL, Marks.of(whole(detail))));
        }
        lastIndex = place;
        lastFormat = format;
        lastId = id;
    }

    private void text(Fields detail, String issuer, boolean continues) {
        String text = Objects.requireNonNullElse(detail.text("text"), "");
        String signature = detail.text("signature");
        Seal seal = signature == null || signature.isEmpty() ? null : new Seal(issuer, signature);
        add(text, Form.FULL, seal, detail.rest(), continues);
    }

    private void summary(Fields detail, boolean continues) {
        String text = Objects.requireNonNullElse(detail.text("summary"), "");
        add(text, Form.SUMMARY, null, detail.rest(), continues);
    }

    private void encrypted(Fields detail, String issuer, boolean continues) {
        String data = detail.text("data");
        if (data == null) {
            thoughts.add(new Thought("", Form.REDACTED, Marks.of(whole(detail))));
            return;
        }
        Seal seal = new Seal(issuer, data);
        JsonNode id = detail.node().get("id");
        if (id != null && id.isString() && calls.contains(id.stringValue())) {
            callSeals.put(id.stringValue(), seal);
            return;
        }
        Thought last = thoughts.isEmpty() ? null : thoughts.getLast();
        if (continues
                && last != null
                && last.form() == Form.SUMMARY
                && last.marks().seal() == null) {
            add("", Form.SUMMARY, seal, detail.rest(), true);
        } else {
            add("", Form.REDACTED, seal, detail.rest(), false);
        }
    }

    /// Adds a thought, or goes on with the last one where a client echoes the pieces of a stream.
    private void add(String text, Form form, @Nullable Seal seal, Extras extras, boolean continues) {
        Thought last = thoughts.isEmpty() ? null : thoughts.getLast();
        if (continues && last != null && last.form() == form && last.marks().seal() == null) {
            thoughts.removeLast();
            Extras kept = extras.isEmpty() ? last.marks().extras() : extras;
            thoughts.add(new Thought(last.text() + text, form, new Marks(seal, null, kept)));
        } else {
            thoughts.add(new Thought(text, form, new Marks(seal, null, extras)));
        }
    }

    private static Extras whole(Fields detail) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        detail.node().forEachEntry(fields::put);
        return new Extras(ChatClientCodec.DIALECT, detail.at(), fields);
    }

    private static boolean isArray(Fields message, String name) {
        JsonNode value = message.node().get(name);
        return value != null && value.isArray();
    }
}
