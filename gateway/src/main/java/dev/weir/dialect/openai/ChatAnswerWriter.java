package dev.weir.dialect.openai;

import dev.weir.chat.Annotation;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Loss;
import dev.weir.chat.Loss.Verdict;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a whole answer as a `chat.completion`.
final class ChatAnswerWriter {
    private static final String RESPONSES = "openai-responses";

    private final ChatResponse response;
    private final Identity identity;
    private final Losses losses;

    ChatAnswerWriter(ChatResponse response, Identity identity, Consumer<Loss> losses) {
        this.response = response;
        this.identity = identity;
        this.losses = new Losses(losses);
    }

    ObjectNode write() {
        ObjectNode out = Json.object();
        String id = response.head().id();
        String model = response.head().model();
        Long created = response.head().created();
        out.put("id", id == null ? identity.id() : id);
        out.put("object", "chat.completion");
        out.put("created", created == null ? identity.created() : created.longValue());
        out.put("model", model == null ? identity.model() : model);
        ArrayNode choices = out.putArray("choices");
        for (Choice choice : response.choices()) {
            choices.add(choice(choice));
        }
        if (response.usage() != null) {
            out.set("usage", AnswerWords.usage(response.usage()));
        }
        for (Extras extras : response.extras()) {
            keep(extras, extras.at().isEmpty() ? out : null);
        }
        return out;
    }

    private ObjectNode choice(Choice choice) {
        ObjectNode out = Json.object();
        out.put("index", choice.index());
        Message message = new Message(choice.index());
        for (int i = 0; i < choice.parts().size(); i++) {
            message.add(choice.parts().get(i), i);
        }
        out.set("message", message.write());
        if (choice.logprobs().isEmpty()) {
            out.putNull("logprobs");
        } else {
            out.set("logprobs", AnswerWords.logprobs(choice.logprobs()));
        }
        out.put("finish_reason", AnswerWords.finish(choice.finish(), !message.calls.isEmpty()));
        losses.finish(choice.finish(), choice.index());
        if (choice.finish().matched() != null) {
            out.put("stop_reason", choice.finish().matched());
        }
        keep(choice.finish().extras(), out);
        keep(choice.extras(), out);
        return out;
    }

    /// What OpenAI's two dialects say in the same words goes over.
    ///
    /// @return what is left
    private static Extras shared(Extras extras, ObjectNode object) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(extras.fields());
        for (String name : List.of("service_tier", "moderation")) {
            JsonNode value = rest.remove(name);
            if (value != null) {
                object.set(name, value);
            }
        }
        return new Extras(extras.owner(), extras.at(), rest);
    }

    /// Puts fields of our own dialect back where they stood, and reports the rest.
    private void keep(Extras extras, @Nullable ObjectNode object) {
        if (object == null || !extras.owner().equals(ChatClientCodec.DIALECT)) {
            losses.extras(object == null || !extras.owner().equals(RESPONSES) ? extras : shared(extras, object));
            return;
        }
        extras.fields().forEach((name, value) -> {
            if (!object.has(name)) {
                object.set(name, value);
            } else if (object.get(name) instanceof ObjectNode inner && value instanceof ObjectNode more) {
                more.forEachEntry((key, field) -> inner.putIfAbsent(key, field));
            }
        });
    }

    /// The message of one choice as its parts come together.
    private final class Message {
        private final int choice;
        private final StringBuilder content = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final ArrayNode annotations = Json.array();
        private final ArrayNode details = Json.array();
        private final ArrayNode images = Json.array();
        private final ArrayNode calls = Json.array();
        private final ObjectNode own = Json.object();
        private @Nullable ObjectNode audio;
        private @Nullable Seal textSeal;
        private String textSealPath = "";
        private int thoughts;
        private boolean sealedThoughts;
        private boolean spoke;

        private Message(int choice) {
            this.choice = choice;
            this.sealedThoughts = response.choices().stream()
                    .filter(each -> each.index() == choice)
                    .flatMap(each -> each.parts().stream())
                    .anyMatch(part -> part instanceof Part.Thought thought
                            && thought.marks().seal() != null);
        }

        private void add(Part part, int index) {
            switch (part) {
                case Part.Text text -> text(text, index);
                case Part.Refusal said -> {
                    refusal.append(said.text());
                    keep(said.marks().extras(), own);
                }
                case Part.Thought thought -> thought(thought);
                case Part.ToolCall call -> call(call);
                case Part.Media media -> media(media, index);
                case Part.HostedCall _ ->
                    losses.dropped(part, choice, index, "A call that the provider ran itself has no place here.");
                case Part.HostedResult _ ->
                    losses.dropped(
                            part,
                            choice,
                            index,
                            "What the provider's own tool brought has no place here; the sources that the answer"
                                    + " cites are its annotations.");
                case Part.ToolResult _, Part.Foreign _ ->
                    losses.dropped(part, choice, index, "Chat Completions has no such part in an answer.");
            }
        }

        private void text(Part.Text text, int index) {
            int before = content.codePointCount(0, content.length());
            spoke = true;
            content.append(text.text());
            for (Annotation annotation : text.annotations()) {
                ObjectNode citation = AnswerWords.citation(annotation, text.text(), before);
                if (citation == null) {
                    String at = annotation.extras().at();
                    losses.tell(
                            at.isEmpty() ? Losses.path(text, choice, index) + "/annotations" : at,
                            Verdict.DROPPED,
                            "A citation without a URL has no place here.");
                } else {
                    annotations.add(citation);
                    keep(annotation.extras(), citation);
                }
            }
            Seal seal = text.marks().seal();
            if (seal != null) {
                if (textSeal != null) {
                    losses.tell(textSealPath, Verdict.DROPPED, "A message holds one thought signature for its text.");
                }
                textSeal = seal;
                textSealPath = Losses.path(text, choice, index) + "/seal";
            }
            keep(text.marks().extras(), own);
        }

        private void thought(Part.Thought thought) {
            reasoning.append(thought.text());
            if (sealedThoughts) {
                int first = details.size();
                thoughts = AnswerWords.details(details, thought.text(), thought.form(), thought.marks(), thoughts);
                ObjectNode last = details.size() > first ? (ObjectNode) details.get(details.size() - 1) : null;
                keep(thought.marks().extras(), last);
            } else {
                keep(thought.marks().extras(), own);
            }
        }

        private void call(Part.ToolCall call) {
            ObjectNode out = calls.addObject();
            out.put("id", call.id());
            switch (call.kind()) {
                case FUNCTION -> {
                    out.put("type", "function");
                    ObjectNode function = out.putObject("function");
                    function.put("name", call.name());
                    function.put("arguments", arguments(call.input()));
                }
                case CUSTOM -> {
                    out.put("type", "custom");
                    ObjectNode custom = out.putObject("custom");
                    custom.put("name", call.name());
                    custom.put("input", call.input());
                }
            }
            Seal seal = call.marks().seal();
            if (seal != null && seal.issuer().equals(Issuers.GOOGLE)) {
                out.set("extra_content", AnswerWords.google(seal));
            } else if (seal != null) {
                AnswerWords.callDetail(details, call.id(), seal, thoughts++);
            }
            keep(call.marks().extras(), out);
        }

        /// Arguments as they are; none at all would be no JSON.
        private String arguments(String input) {
            if (!input.isEmpty()) {
                return input;
            }
            losses.tell(
                    "/choices/" + choice + "/message/tool_calls/" + (calls.size() - 1) + "/function/arguments",
                    Verdict.ADDED,
                    "A call without arguments is one with an empty object.");
            return "{}";
        }

        private void media(Part.Media media, int index) {
            ObjectNode image = AnswerWords.image(media);
            ObjectNode sound = image == null && audio == null ? AnswerWords.sound(media) : null;
            if (image != null) {
                images.add(image);
                keep(media.marks().extras(), image);
            } else if (sound != null) {
                keep(media.marks().extras(), sound);
                Json.object()
                        .put("id", "audio_" + identity.id())
                        .put("expires_at", identity.created())
                        .put("transcript", "")
                        .forEachEntry(sound::putIfAbsent);
                audio = sound;
            } else {
                losses.dropped(media, choice, index, "Chat Completions has no such media in an answer.");
            }
        }

        private ObjectNode write() {
            ObjectNode out = Json.object();
            out.put("role", "assistant");
            boolean silent = !spoke && (!calls.isEmpty() || !refusal.isEmpty() || audio != null);
            out.put("content", silent ? null : content.toString());
            out.put("refusal", refusal.isEmpty() ? null : refusal.toString());
            if (!annotations.isEmpty()) {
                out.set("annotations", annotations);
            }
            if (!reasoning.isEmpty()) {
                out.put("reasoning_content", reasoning.toString());
            }
            seal(out);
            if (!details.isEmpty()) {
                out.set("reasoning_details", details);
            }
            if (!images.isEmpty()) {
                out.set("images", images);
            }
            if (audio != null) {
                out.set("audio", audio);
            }
            if (!calls.isEmpty()) {
                out.set("tool_calls", calls);
            }
            own.forEachEntry(out::putIfAbsent);
            return out;
        }

        private void seal(ObjectNode out) {
            if (textSeal == null) {
                return;
            }
            if (textSeal.issuer().equals(Issuers.GOOGLE)) {
                out.set("extra_content", AnswerWords.google(textSeal));
            } else {
                losses.tell(textSealPath, Verdict.DROPPED, "Only Google's signatures have a place on text.");
            }
        }
    }
}
