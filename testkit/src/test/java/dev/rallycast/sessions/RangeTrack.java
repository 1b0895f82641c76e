package dev.rallycast.sessions;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of each event {@code [n,n]}, where n is how many there were with it; adds up to {@code [first,last]}, without a gap only. */
public final class RangeTrack implements Track<Long> {
    private static final Pattern RANGE = Pattern.compile("\\[(\\d+),(\\d+)]");

    @Override
    public String name() {
        return "ranges";
    }

    @Override
    public boolean appliesTo(Game game) {
        return true;
    }

    @Override
    public Delivery delivery() {
        return Delivery.AGGREGATED;
    }

    @Override
    public Long initial(Game game) {
        return 0L;
    }

    @Override
    public Long apply(Long state, GameEvent event, Output output) {
        long count = state + 1;
        output.emit(range(count, count));
        return count;
    }

    @Override
    public Payload encode(Long state) {
        return Payload.of(state.toString());
    }

    @Override
    public Payload combine(Payload earlier, Payload later) {
        Matcher before = match(earlier);
        Matcher after = match(later);
        long last = Long.parseLong(before.group(2));
        if (Long.parseLong(after.group(1)) != last + 1) {
            throw new IllegalArgumentException(later + " does not follow " + earlier);
        }
        return range(Long.parseLong(before.group(1)), Long.parseLong(after.group(2)));
    }

    private static Matcher match(Payload payload) {
        Matcher matcher = RANGE.matcher(payload.json());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no range: " + payload);
        }
        return matcher;
    }

    private static Payload range(long first, long last) {
        return Payload.of("[" + first + "," + last + "]");
    }
}
