package dev.weir.server;

import dev.weir.chat.Failure;
import dev.weir.dialect.Asked;
import dev.weir.route.ClientDialect;
import dev.weir.route.Outbound;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A request whose answer is looked at on its way back.
record OwnedVisit(Visit visit, UnaryOperator<Outbound> way) implements Visit {
    @Override
    public @Nullable String header(CharSequence name) {
        return visit.header(name);
    }

    @Override
    public @Nullable String get(String name) {
        return visit.get(name);
    }

    @Override
    public Map<String, String> all() {
        return visit.all();
    }

    @Override
    public boolean speakToWeir() {
        return visit.speakToWeir();
    }

    @Override
    public Outbound outbound(Asked asked) {
        return way.apply(visit.outbound(asked));
    }

    @Override
    public void fail(ClientDialect dialect, Failure failure) {
        visit.fail(dialect, failure);
    }

    @Override
    public void whenGone(Runnable then) {
        visit.whenGone(then);
    }
}
