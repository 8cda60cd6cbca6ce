package example;

import dev.weir.route.Candidate;
import dev.weir.route.Moment;
import dev.weir.route.Strategy;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A strategy of one's own: by day the targets as they are listed, by night (22 to 6 o'clock, UTC) the other way round.
public final class NightShift implements Strategy {
    private static final LocalTime EVENING = LocalTime.of(22, 0);
    private static final LocalTime MORNING = LocalTime.of(6, 0);

    @Override
    public String id() {
        return "night-shift";
    }

    @Override
    public List<Ranked> rank(List<Candidate> candidates, Moment moment) {
        LocalTime now = moment.facts().at().atZone(ZoneOffset.UTC).toLocalTime();
        boolean night = now.isBefore(MORNING) || !now.isBefore(EVENING);
        List<Ranked> order = new ArrayList<>();
        for (Candidate candidate : night ? candidates.reversed() : candidates) {
            order.add(new Ranked(candidate, night ? "the night shift" : "the day shift"));
        }
        return order;
    }
}
