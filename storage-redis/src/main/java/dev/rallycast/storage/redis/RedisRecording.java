package dev.rallycast.storage.redis;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.CheckedRecording;
import java.util.List;

/** One reader's view of a tape. */
final class RedisRecording extends CheckedRecording {
    private final Tape tape;
    private final EventReader reader;
    private final Runnable release;

    RedisRecording(Tape tape, Runnable release) {
        this.tape = tape;
        reader = new EventReader(tape);
        this.release = release;
    }

    @Override
    public Game game() {
        return tape.game();
    }

    @Override
    public String incarnation() {
        return tape.incarnation();
    }

    @Override
    public Extent extent() {
        return tape.extent();
    }

    @Override
    protected List<GameEvent> readOpen(long from, int max) {
        return reader.read(from, max);
    }

    @Override
    protected long indexOpen(long timeNanos) {
        return tape.indexAt(timeNanos);
    }

    @Override
    protected Runnable register(Runnable listener) {
        return tape.onGrowth(listener);
    }

    @Override
    protected void release() {
        reader.close();
        release.run();
    }
}
