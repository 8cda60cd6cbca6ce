package dev.weir.dialect.anthropic;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which `anthropic-beta` values a request body needs.
///
/// Files, code execution, web search and fetch, tool search, structured output and the one-hour cache are generally
/// available and need none. Values: `anthropic_beta_param.py` of the Python SDK 2.12.
final class Betas {
    private static final Map<String, String> FIELDS = Map.of(
            "mcp_servers", "mcp-client-2025-11-20",
            "context_management", "context-management-2025-06-27",
            "fallbacks", "server-side-fallback-2026-07-01",
            "fallback_credit_token", "fallback-credit-2026-07-01",
            "compaction", "compact-2026-09-04",
            "thread", "message-threads-2026-08-12");
    private static final Map<String, String> TOOLS = Map.of(
            "computer_20241022", "computer-use-2024-10-22",
            "computer_20250124", "computer-use-2025-01-24",
            "computer_20251124", "computer-use-2025-11-24",
            "advisor_20260301", "advisor-tool-2026-03-01",
            "mcp_toolset", "mcp-client-2025-11-20");

    private Betas() {}

    static SortedSet<String> of(ObjectNode body) {
        SortedSet<String> betas = new TreeSet<>();
        FIELDS.forEach((field, beta) -> {
            if (body.hasNonNull(field)) {
                betas.add(beta);
            }
        });
        for (JsonNode tool : body.path("tools")) {
            String beta = TOOLS.get(tool.path("type").asString(""));
            if (beta != null) {
                betas.add(beta);
            }
        }
        for (JsonNode edit : body.path("context_management").path("edits")) {
            if (edit.path("type").asString("").equals("compact_20260112")) {
                betas.add("compact-2026-01-12");
            }
        }
        if (body.path("speed").asString("").equals("fast")) {
            betas.add("fast-mode-2026-02-01");
        }
        if (body.path("output_config").has("task_budget")) {
            betas.add("task-budgets-2026-03-13");
        }
        if (body.path("container").has("skills")) {
            betas.add("skills-2025-10-02");
        }
        for (JsonNode message : body.path("messages")) {
            messageBetas(message, betas);
        }
        return betas;
    }

    private static void messageBetas(JsonNode message, SortedSet<String> betas) {
        if (!message.path("role").asString("").equals("system")) {
            return;
        }
        if (message.has("clear_at")) {
            betas.add("mid-conversation-system-clear-at-2026-08-21");
        }
        for (JsonNode block : message.path("content")) {
            String type = block.path("type").asString("");
            if (type.equals("tool_addition") || type.equals("tool_removal")) {
                betas.add("mid-conversation-tool-changes-2026-07-01");
            }
        }
    }
}
