package dev.weir.dialect.anthropic;

import dev.weir.chat.Delivered;
import dev.weir.chat.Head;
import dev.weir.chat.Usage;
import dev.weir.dialect.ByteLane;
import dev.weir.wire.ByteSink;
import dev.weir.wire.JsonCursor;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Adds up what a batch used while its results go by, a message in each line, and notes what was made for them. What
/// cannot be read leaves the sum unsaid.
public final class BatchResults implements ByteLane.Ear {
    private static final int MAX_LINE = 16 << 20;

    private final Delivered delivered;
    private final ByteSink line = new ByteSink(0);
    private final TreeSet<String> models = new TreeSet<>();
    private @Nullable Usage sum;
    private boolean lost;
    private boolean made;

    public BatchResults(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public void read(byte[] chunk) {
        int from = 0;
        for (int i = 0; i < chunk.length && !lost; i++) {
            if (chunk[i] == '\n') {
                line.write(chunk, from, i - from);
                result();
                from = i + 1;
            }
        }
        line.write(chunk, from, chunk.length - from);
        if (lost || line.size() > MAX_LINE) {
            lost = true;
            line.clear();
        }
    }

    @Override
    public void end() {
        result();
        if (!lost && sum != null) {
            delivered.begin(new Head(null, String.join(" and ", models), null));
            delivered.due(sum);
        }
    }

    private void result() {
        if (line.isEmpty()) {
            return;
        }
        JsonCursor json = new JsonCursor(line.array(), 0, line.size());
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("result") && json.enterObject()) {
                    while (json.next()) {
                        if (json.nameIs("message") && json.enterObject()) {
                            message(json);
                        }
                    }
                }
            }
        }
        lost |= !json.complete();
        if (made) {
            made = false;
            MadeThings.tell(line.array(), 0, line.size(), delivered);
        }
        line.clear();
    }

    private void message(JsonCursor json) {
        while (json.next()) {
            if (json.nameIs("model") && json.isNonEmptyString()) {
                models.add(json.string());
            } else if (json.nameIs("container")) {
                made |= json.kind() == JsonCursor.Kind.OBJECT;
            } else if (json.nameIs("usage")) {
                ObjectNode counts =
                        json.kind() == JsonCursor.Kind.OBJECT ? MessagesWatch.object(line.array(), json) : null;
                Usage read = counts == null ? null : UsageReader.read(counts);
                lost |= read == null;
                sum = read == null || sum == null ? read : sum.plus(read);
            }
        }
    }
}
