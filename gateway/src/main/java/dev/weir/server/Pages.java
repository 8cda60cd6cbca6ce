package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Keepsakes;
import dev.weir.http.Request;
import org.jspecify.annotations.Nullable;

/// Which part of a list of items a query asks for.
///
/// @param page null where the query asks for none that there can be
record Pages(Keepsakes.@Nullable Page page) {
    private static final int USUAL = 20;
    private static final int MOST = 100;

    static Pages of(Request request) {
        String order = request.parameter("order");
        String limit = request.parameter("limit");
        int most = limit == null ? USUAL : number(limit);
        return most < 1 || most > MOST
                ? new Pages(null)
                : new Pages(new Keepsakes.Page(
                        most,
                        "asc".equals(order) ? Keepsakes.Order.OLDEST_FIRST : Keepsakes.Order.NEWEST_FIRST,
                        request.parameter("after")));
    }

    /// A small number, or -1 where it is none.
    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    Failure wrong() {
        return new Failure.BadRequest(
                "Invalid 'limit': expected a whole number from 1 to " + MOST + ".", "limit", null);
    }
}
