package dev.weir.sim;

import dev.weir.sim.FileShelf.Kept;
import dev.weir.sim.Order.Upload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's files and batches. A batch is a step further each time it is looked at: validating, in progress, completed.
final class Files {
    private static final long DAY = 86_400;
    private static final List<String> PURPOSES =
            List.of("assistants", "batch", "fine-tune", "vision", "user_data", "evals");

    private final Realm realm;
    private final OpenAi chat;
    private final FileShelf shelf;
    private final Order order;

    Files(Realm realm, OpenAi chat, Order order) {
        this.realm = realm;
        this.chat = chat;
        this.shelf = realm.files();
        this.order = order;
    }

    Reply answer(String method) {
        String[] path = order.in().path().split("/", -1);
        String kind = path[2].equals("files") ? "file" : "batch";
        String asked = method + " " + kind + (path.length > 3 ? " id" : "") + (path.length > 4 ? " " + path[4] : "");
        String id = path.length > 3 ? path[3] : "";
        return switch (asked) {
            case "POST file" -> json(upload());
            case "POST batch" -> json(batch());
            case "GET file", "GET batch" -> json(page(kind));
            case "GET file id" -> json(find(id, kind).object());
            case "GET batch id" -> json(further(find(id, kind)));
            case "GET file id content" -> Annex.bytes(find(id, kind).content(), "application/octet-stream", order, 1);
            case "DELETE file id" -> {
                find(id, kind);
                shelf.remove(id);
                yield json(Json.object().put("id", id).put("object", "file").put("deleted", true));
            }
            case "POST batch id cancel" -> json(cancelled(find(id, kind)));
            default ->
                throw Problem.of(404, Problem.Kind.NO_ROUTE, "Invalid URL (" + asked + ")")
                        .rejected();
        };
    }

    private Reply json(ObjectNode body) {
        return Annex.json(body, order, 1);
    }

    private Kept find(String id, String kind) {
        Optional<Kept> found = shelf.find(id).filter(kept -> kept.is(kind));
        return found.orElseThrow(() -> new Problem(
                        404,
                        Problem.Kind.OTHER,
                        "No such " + (kind.equals("file") ? "File" : "Batch") + " object: " + id,
                        Optional.of("id"),
                        Optional.empty())
                .rejected());
    }

    private ObjectNode upload() {
        String purpose = order.choice("purpose", PURPOSES.toArray(String[]::new));
        order.text("purpose");
        Upload file = order.files("file").getFirst();
        return kept(file.filename(), purpose, file.content());
    }

    private ObjectNode kept(String name, String purpose, Buffer content) {
        ObjectNode object = Json.object()
                .put("object", "file")
                .put("bytes", content.length())
                .put("created_at", shelf.now())
                .put("filename", name)
                .put("purpose", purpose)
                .put("status", "processed")
                .putNull("expires_at");
        return shelf.keep("file-", object, content);
    }

    private ObjectNode page(String kind) {
        List<ObjectNode> all = new ArrayList<>(shelf.all(kind));
        order.in()
                .parameter("purpose")
                .ifPresent(purpose ->
                        all.removeIf(one -> !one.path("purpose").asString("").equals(purpose)));
        if (order.in().parameter("order").orElse("desc").equals("asc")) {
            Collections.reverse(all);
        }
        int from = order.in()
                .parameter("after")
                .map(after -> all.stream()
                                .map(one -> one.path("id").asString(""))
                                .toList()
                                .indexOf(after)
                        + 1)
                .orElse(0);
        String limit = order.in().parameter("limit").orElse(kind.equals("file") ? "10000" : "20");
        if (!limit.matches("[0-9]{1,5}") || limit.equals("0")) {
            throw Order.wrong("limit", "expected a whole number from 1 to 10000.");
        }
        int to = Math.min(all.size(), from + Integer.parseInt(limit));
        ObjectNode out = Json.object().put("object", "list");
        ArrayNode data = out.putArray("data");
        all.subList(from, to).forEach(data::add);
        out.put("first_id", from < to ? all.get(from).path("id").asString("") : null);
        out.put("last_id", from < to ? all.get(to - 1).path("id").asString("") : null);
        return out.put("has_more", to < all.size());
    }

    private ObjectNode batch() {
        String input = order.text("input_file_id");
        String endpoint = order.choice("endpoint", "/v1/chat/completions", "/v1/embeddings", "/v1/moderations");
        order.text("endpoint");
        order.choice("completion_window", "24h");
        order.text("completion_window");
        Kept file = find(input, "file");
        if (!file.object().path("purpose").asString("").equals("batch")) {
            throw Order.wrong("input_file_id", "expected a file whose purpose is batch.");
        }
        ObjectNode object = Json.object()
                .put("object", "batch")
                .put("endpoint", endpoint)
                .put("input_file_id", input)
                .put("completion_window", "24h")
                .put("status", "validating")
                .put("created_at", shelf.now())
                .put("expires_at", shelf.now() + DAY);
        for (String later : List.of(
                "errors",
                "output_file_id",
                "error_file_id",
                "in_progress_at",
                "finalizing_at",
                "completed_at",
                "failed_at",
                "expired_at",
                "cancelling_at",
                "cancelled_at")) {
            object.putNull(later);
        }
        object.putObject("request_counts").put("total", 0).put("completed", 0).put("failed", 0);
        object.set(
                "metadata",
                order.body().path("metadata").isObject() ? order.body().get("metadata") : null);
        return shelf.keep("batch_", object, Buffer.buffer());
    }

    private ObjectNode further(Kept batch) {
        String id = batch.object().path("id").stringValue();
        return switch (batch.object().path("status").stringValue()) {
            case "validating" ->
                shelf.change(id, Json.object().put("status", "in_progress").put("in_progress_at", shelf.now()));
            case "in_progress" -> shelf.change(id, finished(batch.object()));
            case "cancelling" ->
                shelf.change(id, Json.object().put("status", "cancelled").put("cancelled_at", shelf.now()));
            default -> batch.object();
        };
    }

    private ObjectNode cancelled(Kept batch) {
        String status = batch.object().path("status").stringValue();
        if (!status.equals("validating") && !status.equals("in_progress")) {
            throw Problem.of(409, Problem.Kind.OTHER, "Cannot cancel a batch with status '" + status + "'.")
                    .rejected();
        }
        return shelf.change(
                batch.object().path("id").stringValue(),
                Json.object().put("status", "cancelling").put("cancelling_at", shelf.now()));
    }

    /// Answers every line of the batch.
    private ObjectNode finished(ObjectNode batch) {
        Buffer input = shelf.find(batch.path("input_file_id").stringValue())
                .map(Kept::content)
                .orElse(Buffer.buffer());
        StringBuilder good = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        int failed = 0;
        int completed = 0;
        long read = 0;
        long written = 0;
        for (String line :
                input.toString().lines().filter(line -> !line.isBlank()).toList()) {
            JsonNode request = Json.read(line);
            Reply.Whole answer = answered(request);
            JsonNode body = Json.read(answer.body());
            JsonNode usage = body.path("usage");
            ObjectNode out = Json.object()
                    .put("id", new Dice(Dice.mix(realm.world().seed(), line)).id("batch_req_", 22))
                    .put("custom_id", request.path("custom_id").asString(""));
            out.putObject("response")
                    .put("status_code", answer.status())
                    .put("request_id", order.requestId())
                    .set("body", body);
            out.putNull("error");
            if (answer.status() == 200) {
                completed++;
                read += usage.path("prompt_tokens").asInt(0);
                written += usage.path("completion_tokens").asInt(0);
                good.append(Json.write(out)).append('\n');
            } else {
                failed++;
                bad.append(Json.write(out)).append('\n');
            }
        }
        ObjectNode change = Json.object().put("status", "completed").put("completed_at", shelf.now());
        change.putObject("request_counts")
                .put("total", completed + failed)
                .put("completed", completed)
                .put("failed", failed);
        file(change, "output_file_id", good);
        file(change, "error_file_id", bad);
        change.putObject("usage")
                .put("input_tokens", read)
                .put("output_tokens", written)
                .put("total_tokens", read + written);
        return change;
    }

    private void file(ObjectNode change, String name, StringBuilder lines) {
        if (!lines.isEmpty()) {
            ObjectNode file = kept(name + ".jsonl", "batch_output", Buffer.buffer(lines.toString()));
            change.put(name, file.path("id").stringValue());
        }
    }

    private Reply.Whole answered(JsonNode request) {
        Inbound in =
                new Inbound(request.path("url").asString(""), "", order.in().headers());
        try {
            Dialect.Turn turn = in.path().equals("/v1/chat/completions")
                    ? chat.read(in, request.path("body"))
                    : new Annex(realm, chat)
                            .read("POST", in, Buffer.buffer(Json.write(request.path("body"))), order.requestId())
                            .orElseThrow(() -> Problem.ofStatus(404).rejected());
            long seed =
                    Author.seed(turn.prompt(), turn.behaviour(), realm.world().seed());
            if (turn.write(Author.answers(turn.prompt(), turn.behaviour(), seed)) instanceof Reply.Whole whole) {
                return whole;
            }
            throw Problem.invalid("stream", "invalid_value", "A batch is not streamed.")
                    .rejected();
        } catch (Problem.Rejected rejected) {
            return chat.error(rejected.problem(), order.requestId());
        }
    }
}
