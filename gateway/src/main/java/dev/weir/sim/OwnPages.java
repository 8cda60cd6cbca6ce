package dev.weir.sim;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The simulator's own pages: what it can do, and what it received.
final class OwnPages {

    private static final int USUALLY = 100;

    private final RequestLog log;
    private final Strikes strikes;

    OwnPages(RequestLog log, Strikes strikes) {
        this.log = log;
        this.strikes = strikes;
    }

    void handle(HttpServerRequest request, String path) {
        HttpServerResponse response = request.response();
        switch (request.method().name() + " " + path) {
            case "GET /", "GET /sim" ->
                response.putHeader("content-type", "text/plain; charset=utf-8").end(Help.text());
            case "GET /sim/requests" ->
                response.putHeader("content-type", "application/json").end(Json.write(requests(asked(request))));
            case "DELETE /sim/requests" -> {
                log.clear();
                response.setStatusCode(204).end();
            }
            case "DELETE /sim/counters" -> {
                strikes.clear();
                response.setStatusCode(204).end();
            }
            default ->
                response.setStatusCode(request.method().equals(HttpMethod.GET) ? 404 : 405)
                        .putHeader("content-type", "text/plain; charset=utf-8")
                        .end("The simulator has GET /sim, GET and DELETE /sim/requests, and DELETE /sim/counters.\n");
        }
    }

    /// The newest requests, or of those only the ones whose body holds a text.
    private List<Received> asked(HttpServerRequest request) {
        List<Received> newest = log.newest(last(request));
        String text = request.getParam("holding");
        return text == null
                ? newest
                : newest.stream().filter(each -> each.body().contains(text)).toList();
    }

    private static int last(HttpServerRequest request) {
        String last = request.getParam("last");
        return last != null && last.matches("[0-9]{1,6}") ? Integer.parseInt(last) : USUALLY;
    }

    private static ArrayNode requests(List<Received> received) {
        ArrayNode list = Json.array();
        for (Received each : received) {
            ObjectNode entry = Json.object()
                    .put("id", each.id())
                    .put("at", each.at().toString())
                    .put("method", each.method())
                    .put("path", each.path());
            ObjectNode headers = entry.putObject("headers");
            each.headers().forEach(headers::put);
            entry.put("body", each.body())
                    .put("state", each.progress().state().name().toLowerCase(java.util.Locale.ROOT))
                    .put("status", each.progress().status())
                    .put("aborted", each.aborted());
            each.progress().endedAt().ifPresent(at -> entry.put("ended_at", at.toString()));
            list.add(entry);
        }
        return list;
    }
}
