package dev.weir.dialect.gemini;

import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The pieces of an answer in Gemini's words, the same in a whole answer and in a stream.
final class AnswerWords {
    private AnswerWords() {}

    /// Writes what an answer says of itself, behind its candidates and counts.
    static void head(ObjectNode out, Head head, Identity identity) {
        out.put("modelVersion", head.model() == null ? identity.model() : head.model());
        if (head.created() != null) {
            out.put("createTime", Instant.ofEpochSecond(head.created()).toString());
        }
        out.put("responseId", head.id() == null ? identity.id() : head.id());
    }

    /// Writes how a candidate ended. A provider's own word that is Gemini's goes back; any other that says more than
    /// Gemini's word for it stands in `finishMessage`, and so do the words of a refusal.
    static void finish(ObjectNode candidate, Candidate ended, AnswerLosses losses) {
        Finish finish = ended.finish();
        String raw = finish.raw();
        if (raw != null && isOwn(raw, finish.stop()) && ended.refusal().isEmpty()) {
            candidate.put("finishReason", raw);
            return;
        }
        String word = word(finish.stop());
        boolean refused = !ended.refusal().isEmpty();
        candidate.put("finishReason", refused && word.equals("STOP") ? "SAFETY" : word);
        String message = refused ? ended.refusal() : message(finish);
        if (message != null) {
            candidate.put("finishMessage", message);
        }
        losses.finish(finish, ended.index());
    }

    /// How a candidate ended.
    ///
    /// @param refusal the model's words why it does not answer, or empty
    record Candidate(int index, Finish finish, String refusal) {}

    private static boolean isOwn(String raw, Stop stop) {
        return FinishReasons.isWord(raw) && FinishReasons.stop(raw, stop == Stop.TOOL_CALLS ? 1 : 0) == stop;
    }

    private static String word(Stop stop) {
        return switch (stop) {
            case COMPLETE, STOP_SEQUENCE, TOOL_CALLS -> "STOP";
            case MAX_TOKENS, CONTEXT_FULL -> "MAX_TOKENS";
            case REFUSED -> "SAFETY";
            case PAUSED, OTHER -> "OTHER";
        };
    }

    private static @Nullable String message(Finish finish) {
        return switch (finish.stop()) {
            case COMPLETE, TOOL_CALLS, MAX_TOKENS -> null;
            case STOP_SEQUENCE -> finish.matched();
            case CONTEXT_FULL, REFUSED, PAUSED, OTHER -> finish.raw();
        };
    }

    /// Usage in Gemini's arithmetic: the cache inside the prompt, thoughts outside of the candidates. A block that was
    /// Gemini's own goes back as it came.
    static ObjectNode usage(Usage usage) {
        ObjectNode own = own(usage);
        if (own != null) {
            return own;
        }
        Usage.Input in = usage.input();
        Usage.Output written = usage.output();
        long prompt = in.total() - in.toolUse();
        long candidates = written.total() - written.reasoning();
        ObjectNode out = Json.object();
        out.put("promptTokenCount", prompt);
        out.put("candidatesTokenCount", candidates);
        out.put("totalTokenCount", usage.total());
        count(out, "cachedContentTokenCount", in.cacheRead());
        count(out, "thoughtsTokenCount", written.reasoning());
        count(out, "toolUsePromptTokenCount", in.toolUse());
        if (in.audio() > 0) {
            ArrayNode details = out.putArray("promptTokensDetails");
            detail(details, "TEXT", prompt - in.audio());
            detail(details, "AUDIO", in.audio());
        }
        if (written.audio() + written.images() > 0) {
            ArrayNode details = out.putArray("candidatesTokensDetails");
            detail(details, "TEXT", written.visible());
            detail(details, "AUDIO", written.audio());
            detail(details, "IMAGE", written.images());
        }
        return out;
    }

    /// The block that the counts were read from, where it was Gemini's.
    private static @Nullable ObjectNode own(Usage usage) {
        Usage.Raw raw = usage.raw();
        if (raw == null || !(raw.node() instanceof ObjectNode block)) {
            return null;
        }
        Usage read = UsageReader.read(block);
        boolean same = read != null
                && read.input().equals(usage.input())
                && read.output().equals(usage.output());
        return same ? block : null;
    }

    private static void count(ObjectNode out, String name, long tokens) {
        if (tokens > 0) {
            out.put(name, tokens);
        }
    }

    private static void detail(ArrayNode details, String modality, long tokens) {
        if (tokens > 0) {
            details.addObject().put("modality", modality).put("tokenCount", tokens);
        }
    }

    /// What was written to a cache, which Gemini counts with the rest of the prompt.
    static void cacheWrites(Usage usage, AnswerLosses losses) {
        if (usage.input().cacheWrite() + usage.input().cacheWriteLong() > 0) {
            losses.coerced("/usage/cache_write", "Gemini counts tokens that were written to a cache as prompt.");
        }
    }

    static ObjectNode logprobs(List<Logprob> logprobs) {
        ObjectNode out = Json.object();
        ArrayNode chosen = out.putArray("chosenCandidates");
        ArrayNode top = Json.array();
        boolean any = false;
        for (Logprob logprob : logprobs) {
            token(chosen, logprob);
            ArrayNode candidates = top.addObject().putArray("candidates");
            logprob.top().forEach(alternative -> token(candidates, alternative));
            any |= !logprob.top().isEmpty();
        }
        if (any) {
            out.set("topCandidates", top);
        }
        return out;
    }

    private static void token(ArrayNode out, Logprob logprob) {
        out.addObject().put("token", logprob.token()).put("logProbability", logprob.logprob());
    }

    /// The bytes of tokens that are no whole characters, for which Gemini has no field.
    static void tokenBytes(List<Logprob> logprobs, int choice, AnswerLosses losses) {
        for (Logprob logprob : logprobs) {
            if (!isText(logprob) || !logprob.top().stream().allMatch(AnswerWords::isText)) {
                losses.dropped("/choices/" + choice + "/logprobs/bytes", "Gemini tells no bytes of a token.");
                return;
            }
        }
    }

    private static boolean isText(Logprob logprob) {
        List<Integer> bytes = logprob.bytes();
        if (bytes == null) {
            return true;
        }
        byte[] text = logprob.token().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            if (bytes.size() != text.length || bytes.get(i) != (text[i] & 0xFF)) {
                return false;
            }
        }
        return bytes.size() == text.length;
    }
}
