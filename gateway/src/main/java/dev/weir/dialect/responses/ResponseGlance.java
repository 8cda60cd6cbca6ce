package dev.weir.dialect.responses;

import dev.weir.chat.Delivered;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import dev.weir.dialect.ServiceWords;
import dev.weir.wire.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the byte lane needs to know of a response object, read without building a tree.
final class ResponseGlance {
    private final JsonCursor json;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String status;
    private @Nullable String reason;
    private @Nullable String tier;
    private long created = -1;
    private boolean output;
    private boolean called;
    private boolean error;
    private final HostedSearches searches = new HostedSearches();
    private final List<String> items = new ArrayList<>(0);
    private int usageFrom;
    private int usageTo;

    ResponseGlance(JsonCursor json) {
        this.json = json;
    }

    /// Reads the members of the object that the cursor has entered.
    void read() {
        while (json.next()) {
            if (json.nameIs("output") && json.enterArray()) {
                output = true;
                items();
            } else if (json.nameIs("usage") && json.kind() == JsonCursor.Kind.OBJECT) {
                usageFrom = json.valueFrom();
                usageTo = json.valueTo();
            } else if (json.nameIs("error")) {
                error = json.kind() != JsonCursor.Kind.NULL;
            } else if (json.nameIs("incomplete_details") && json.enterObject()) {
                while (json.next()) {
                    if (json.nameIs("reason") && json.isNonEmptyString()) {
                        reason = json.string();
                    }
                }
            } else if (json.nameIs("tool_usage") && json.enterObject()) {
                searches.counted(json);
            } else if (json.nameIs("created_at")) {
                created = json.whole(-1);
            } else if (json.isNonEmptyString()) {
                word();
            }
        }
    }

    private void word() {
        if (json.nameIs("id")) {
            id = json.string();
        } else if (json.nameIs("model")) {
            model = json.string();
        } else if (json.nameIs("status")) {
            status = json.string();
        } else if (json.nameIs("service_tier")) {
            tier = json.string();
        }
    }

    private void items() {
        while (json.next()) {
            if (!json.enterObject()) {
                continue;
            }
            HostedSearches.Item item = new HostedSearches.Item();
            while (json.next()) {
                item.member(json);
                if (json.nameIs("type")) {
                    called |= json.stringIs("function_call") || json.stringIs("custom_tool_call");
                } else if ((json.nameIs("id") || json.nameIs("container_id")) && json.isNonEmptyString()) {
                    items.add(json.string());
                }
            }
            searches.add(item);
        }
    }

    /// Searches that were told one by one before.
    void told(HostedSearches before) {
        searches.told(before);
    }

    boolean hasFailed() {
        return error || "failed".equals(status);
    }

    boolean hasOutput() {
        return output;
    }

    /// Passes on what was read.
    void tell(byte[] bytes, Delivered delivered) {
        items.forEach(delivered::item);
        if (id != null) {
            delivered.begin(new Head(id, model, created < 0 ? null : created));
        }
        JsonNode block = usageTo > usageFrom ? Json.readOrNull(bytes, usageFrom, usageTo) : null;
        Usage usage = block == null ? null : ResponsesUsage.read(block);
        if (tier != null) {
            delivered.servedIn(ServiceWords.tier(tier));
        }
        if (usage != null) {
            delivered.meter(usage);
            searches.tell(delivered);
        }
        if (status != null && !status.equals("in_progress") && !status.equals("queued")) {
            String raw = reason == null ? status : reason;
            delivered.finish(new Finish(StopWords.read(status, reason, called), raw, null, Extras.NONE));
        }
    }
}
