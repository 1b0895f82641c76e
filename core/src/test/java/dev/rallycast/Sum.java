package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import java.util.concurrent.atomic.AtomicLong;

/** A track that depends on all events and their order, and counts how often it is asked. */
final class Sum implements Track<Long> {
    final AtomicLong applied = new AtomicLong();
    private final String name;

    Sum(String name) {
        this.name = name;
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
        return Delivery.LATEST;
    }

    @Override
    public Long initial(Game game) {
        return 7L;
    }

    @Override
    public Long apply(Long state, GameEvent event, Output output) {
        applied.incrementAndGet();
        long next = state * 31 + event.index();
        output.emit(encode(next));
        return next;
    }

    @Override
    public Payload encode(Long state) {
        return Payload.of(state.toString());
    }
}
