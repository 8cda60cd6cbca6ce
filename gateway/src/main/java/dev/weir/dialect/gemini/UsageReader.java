package dev.weir.dialect.gemini;

import dev.weir.chat.Usage;
import dev.weir.dialect.ServiceWords;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads `usageMetadata` into disjoint buckets.
///
/// Google's own arithmetic is total = prompt + candidates + thoughts + toolUsePrompt, where the prompt includes what
/// came from the cache and the candidates exclude the thoughts. Relays exist that count thoughts inside candidates, or
/// tool use inside the prompt; the total tells which. A count that is absent is zero, as in all protobuf JSON, but a
/// block without any count is no usage at all.
final class UsageReader {
    private final ObjectNode raw;
    private boolean any;
    private boolean unreadable;

    private UsageReader(ObjectNode raw) {
        this.raw = raw;
    }

    /// The usage, or null where the block has no counts or unreadable ones.
    static @Nullable Usage read(ObjectNode raw) {
        return new UsageReader(raw).usage();
    }

    private @Nullable Usage usage() {
        long prompt = count(raw, "promptTokenCount");
        long cached = count(raw, "cachedContentTokenCount");
        long candidates = count(raw, "candidatesTokenCount");
        long thoughts = count(raw, "thoughtsTokenCount");
        long toolUse = count(raw, "toolUsePromptTokenCount");
        long total = count(raw, "totalTokenCount");
        if (!any || unreadable) {
            return null;
        }
        if (total > 0 && total != prompt + candidates + thoughts + toolUse) {
            if (thoughts <= candidates && total == prompt + candidates + toolUse) {
                candidates -= thoughts;
            } else if (toolUse <= prompt && total == prompt + candidates + thoughts) {
                prompt -= toolUse;
            } else if (thoughts <= candidates && toolUse <= prompt && total == prompt + candidates) {
                candidates -= thoughts;
                prompt -= toolUse;
            }
        }
        return new Usage(
                input(prompt, cached, toolUse),
                output(candidates, thoughts),
                Usage.Service.of(tier(), 0),
                Usage.Source.REPORTED,
                Usage.Raw.of(raw));
    }

    /// The Developer API says it in `serviceTier`, Vertex in `trafficType`.
    private @Nullable String tier() {
        for (String name : new String[] {"serviceTier", "trafficType"}) {
            JsonNode said = field(raw, name);
            String tier = said == null ? null : ServiceWords.tier(said);
            if (tier != null) {
                return tier;
            }
        }
        return null;
    }

    private Usage.Input input(long prompt, long cached, long toolUse) {
        long read = Math.min(cached, prompt);
        long uncached = prompt - read;
        long audio = modality("promptTokensDetails", "AUDIO") - modality("cacheTokensDetails", "AUDIO");
        long sound = audio < 0 || audio > uncached ? 0 : audio;
        return new Usage.Input(uncached - sound, read, 0, 0, toolUse, sound);
    }

    private Usage.Output output(long candidates, long thoughts) {
        long audio = modality("candidatesTokensDetails", "AUDIO");
        long images = modality("candidatesTokensDetails", "IMAGE");
        boolean fits = audio + images <= candidates;
        return fits
                ? new Usage.Output(candidates - audio - images, thoughts, audio, images)
                : new Usage.Output(candidates, thoughts, 0, 0);
    }

    private long modality(String details, String modality) {
        long sum = 0;
        if (field(raw, details) instanceof ArrayNode list) {
            for (JsonNode entry : list) {
                JsonNode word = entry.get("modality");
                if (entry instanceof ObjectNode object
                        && word != null
                        && word.isString()
                        && word.stringValue().equals(modality)) {
                    sum += count(object, "tokenCount");
                }
            }
        }
        return sum;
    }

    private long count(ObjectNode node, String name) {
        JsonNode value = field(node, name);
        if (value == null || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            unreadable = true;
            return 0;
        }
        any = true;
        return value.longValue();
    }

    private static @Nullable JsonNode field(ObjectNode node, String name) {
        JsonNode value = node.get(name);
        return value != null ? value : node.get(Spelling.snake(name));
    }
}
