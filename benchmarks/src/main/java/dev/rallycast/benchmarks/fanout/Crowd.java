package dev.rallycast.benchmarks.fanout;

import dev.rallycast.SchedulerManager;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.Ticker;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;

/**
 * The library with one playback and the sessions that watch it, run by a virtual clock: an event is published and brought to
 * all of them on the calling thread, without a wake-up of another one. Not thread-safe.
 */
final class Crowd implements AutoCloseable {
    private static final String GAME = "match";
    private static final String START = "{\"action\":\"start\",\"game_id\":\"" + GAME + "\"}";

    /** When the first event is due; nobody is told of it before all are there. */
    private static final Duration LEAD = Duration.ofSeconds(1);

    private static final Duration GAP = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final VirtualClock clock = new VirtualClock();
    private final SchedulerManager manager;
    private final Ticker ticker;
    private final Tally tally;
    private final SilentSession[] sessions;
    private final User[] users;
    private final SessionHandler[] handlers;
    private final long events;
    private long published;

    /**
     * A playback that nobody watches yet.
     *
     * @param size how many sessions will watch it
     * @param events how many events there are to publish
     * @param ticker real time
     */
    Crowd(int size, int events, Payload payload, Ticker ticker) {
        this.events = events;
        this.ticker = ticker;
        tally = new Tally(ticker);
        InMemoryGameStorage storage = new InMemoryGameStorage();
        // One more than is published: behind the last one, all would be told that the match is over.
        storage.record(Game.of(GAME, "tennis"), Events.evenly(events + 1, LEAD.toNanos(), GAP.toNanos(), payload));
        manager = SchedulerManager.builder(storage)
                .clock(clock)
                .engineLoops(1)
                .sessionLoops(1)
                .limits(Limits.builder()
                        .maxConnections(size)
                        .maxSessionsPerGame(size)
                        .ping(NEVER)
                        .pong(NEVER)
                        .heartbeat(NEVER)
                        .build())
                .build();
        sessions = new SilentSession[size];
        users = new User[size];
        handlers = new SessionHandler[size];
        for (int i = 0; i < size; i++) {
            sessions[i] = new SilentSession("s" + i, tally);
            users[i] = User.anonymous("s" + i);
        }
    }

    /** Connects all sessions; they watch from now on. */
    void join() {
        for (int i = 0; i < sessions.length; i++) {
            handlers[i] = manager.clients().connect(sessions[i], users[i]);
            handlers[i].onText(START);
        }
        // The first event is due one gap from here.
        clock.advance(LEAD.minus(GAP));
    }

    int size() {
        return sessions.length;
    }

    /** Publishes the next events one after the other, each brought to all before the next; returns the bytes. */
    long publish(int count) {
        long before = tally.messages();
        long bytes = tally.bytes();
        for (int i = 0; i < count; i++) {
            next();
        }
        tally.require(before, (long) count * sessions.length);
        return tally.bytes() - bytes;
    }

    /** Publishes the next events; returns how long it took on average until the first session had each, in nanoseconds. */
    double nanosToFirst(int count) {
        long before = tally.messages();
        long nanos = 0;
        for (int i = 0; i < count; i++) {
            tally.awaitNext();
            long start = ticker.nanos();
            next();
            nanos += tally.firstAt() - start;
        }
        tally.require(before, (long) count * sessions.length);
        return (double) nanos / count;
    }

    private void next() {
        if (published++ == events) {
            throw new IllegalStateException("all " + events + " events were published");
        }
        clock.advance(GAP);
    }

    @Override
    public void close() {
        manager.close();
    }
}
