package dev.weir.server;

import dev.weir.dialect.Json;
import dev.weir.dialect.Paths;
import dev.weir.route.Receipt;
import dev.weir.route.Receipts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The receipts of all callers, for the operator: `GET /admin/v1/receipts` and `/admin/v1/receipts/{id}`.
final class AdminReceipts {
    static final String PATH = "/admin/v1/receipts";
    static final Page FORBIDDEN = new Page(
            403, problem("The admin plane answers programs on this machine, under a loopback name, and no browser."));

    private final Receipts receipts;

    AdminReceipts(Receipts receipts) {
        this.receipts = receipts;
    }

    record Page(int status, JsonNode body) {}

    /// @param path as it was asked for, beginning with [#PATH]
    /// @param query percent-encoded, or null
    Page page(String path, @Nullable String query) {
        if (path.equals(PATH) || path.equals(PATH + "/")) {
            return switch (ReceiptQuery.read(query)) {
                case ReceiptQuery.Read.Wrong wrong -> new Page(400, problem(wrong.why()));
                case ReceiptQuery.Read.Understood understood -> list(understood.query());
            };
        }
        String id = path.startsWith(PATH + "/") ? Paths.decoded(path.substring(PATH.length() + 1)) : path;
        Receipt receipt = receipts.find(id);
        return receipt == null
                ? new Page(
                        404,
                        problem("There is no receipt `" + id
                                + "`. Receipts are kept in memory for the last exchanges; see GET " + PATH + "."))
                : new Page(200, ReceiptJson.full(receipt, receipts.shadows()));
    }

    private Page list(ReceiptQuery query) {
        ObjectNode body = Json.object();
        ArrayNode rows = body.putArray("receipts");
        receipts.newest(query.wanted(), query.most()).forEach(receipt -> rows.add(ReceiptJson.line(receipt)));
        return new Page(200, body);
    }

    private static ObjectNode problem(String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("message", message);
        return body;
    }
}
