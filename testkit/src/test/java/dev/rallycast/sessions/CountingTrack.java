package dev.rallycast.sessions;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;

/** How many events there were. */
public final class CountingTrack implements Track<Long> {
    private final String name;
    private final Delivery delivery;

    CountingTrack(Delivery delivery) {
        this("count", delivery);
    }

    /** Emits the count with every event. */
    public CountingTrack(String name, Delivery delivery) {
        this.name = name;
        this.delivery = delivery;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean appliesTo(Game game) {
        return true;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public Long initial(Game game) {
        return 0L;
    }

    @Override
    public Long apply(Long state, GameEvent event, Output output) {
        output.emit(encode(state + 1));
        return state + 1;
    }

    @Override
    public Payload encode(Long state) {
        return Payload.of(state.toString());
    }
}
