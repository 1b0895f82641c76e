package dev.rallycast.examples;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.time.Stepped;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One match after the other that is played now: simulated ones whose events are recorded as they happen, one by one, with an end mark
 * behind the last. Storage lets one writer in at a time, so of several demos on the same storage one records, and another goes
 * on where it has stopped: the seed, which tells the rest, is in the private details of the game. Not thread-safe.
 */
final class LiveMatch implements Stepped, AutoCloseable {
    /** What ids of such matches begin with. */
    static final String PREFIX = "live-";

    /** The time between the end of a match and the first shot of the next one. */
    static final Duration INTERMISSION = Duration.ofSeconds(20);

    /** How often it is looked whether a match that someone else records needs a writer. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final WritableGameStorage storage;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final PrintStream log;
    private final int court;

    private int number = 1;
    /** Whether someone else was found to record it. */
    private boolean isElsewhere;

    private @Nullable RecordingWriter writer;
    private List<EventDraft> events = List.of();
    private int next;
    /** The reading of the clock at match time 0; while nothing is recorded, when it is to be tried. */
    private long startTick;

    /**
     * Records nothing yet.
     *
     * @param court tells such sequences of matches apart, 1 for the first
     */
    LiveMatch(WritableGameStorage storage, Ticker ticker, RandomGenerator random, PrintStream log, int court) {
        this.storage = storage;
        this.ticker = ticker;
        this.random = random;
        this.log = log;
        this.court = court;
        startTick = ticker.nanos();
    }

    @Override
    public int step() {
        if (nanosToNext() > 0) {
            return 0;
        }
        try {
            if (writer == null) {
                begin();
            } else if (next < events.size()) {
                record(writer);
            } else {
                end(writer);
            }
        } catch (ReplayException e) {
            log.println("The match " + id() + " can't be recorded at the moment: " + e.getMessage());
            letGo();
            lookAgainIn(LOOK_AGAIN);
        }
        return 1;
    }

    @Override
    public long nanosToNext() {
        if (writer == null) {
            return startTick - ticker.nanos();
        }
        long time = next < events.size() ? events.get(next).timeNanos() : 0;
        return startTick + time - ticker.nanos();
    }

    /** Goes on with the newest match, or begins the one after it if that has ended. */
    private void begin() {
        while (writer == null) {
            try {
                writer = storage.append(id());
            } catch (GameNotFoundException e) {
                create();
                return;
            } catch (RecordingEndedException e) {
                number++;
                if (isElsewhere) {
                    // It has just ended; whoever recorded it goes on after the intermission, if nothing has happened to
                    // it.
                    isElsewhere = false;
                    lookAgainIn(INTERMISSION);
                    return;
                }
            } catch (RecordingLockedException e) {
                isElsewhere = true;
                lookAgainIn(LOOK_AGAIN);
                return;
            }
        }
        isElsewhere = false;
        resume();
    }

    private void create() {
        TennisMatch match = simulate(random.nextLong());
        try {
            writer = storage.create(match.game());
        } catch (GameExistsException e) {
            // Another demo was faster.
            lookAgainIn(LOOK_AGAIN);
            return;
        }
        events = match.events();
        next = 0;
        startTick = ticker.nanos();
        log.println("The match " + id() + " begins");
    }

    /** What its last writer would have recorded next. The break that there was is not made up for. */
    private void resume() {
        String seed = storage.find(id()).map(game -> game.details().get("seed")).orElse("");
        try {
            events = simulate(Long.parseLong(seed)).events();
        } catch (NumberFormatException e) {
            log.println("The recording " + id() + " is none of the demo's: it has no seed. It is left as it is");
            letGo();
            number++;
            lookAgainIn(Duration.ZERO);
            return;
        }
        try (Recording recording = storage.open(id())) {
            next = Math.toIntExact(recording.extent().size());
        }
        long recorded = next == 0 ? 0 : events.get(next - 1).timeNanos();
        startTick = ticker.nanos() - recorded;
        log.println("The match " + id() + " goes on");
    }

    /** The seed is not told by the id, and clients are not told the details: who knows it, knows how the match ends. */
    private TennisMatch simulate(long seed) {
        return MatchSimulator.fictionalBuilder(id(), seed).shots(true).build().simulate();
    }

    private void record(RecordingWriter to) {
        to.append(events.get(next));
        next++;
    }

    private void end(RecordingWriter of) {
        of.end();
        log.println("The match " + id() + " has ended");
        letGo();
        number++;
        lookAgainIn(INTERMISSION);
    }

    private void lookAgainIn(Duration time) {
        startTick = ticker.nanos() + time.toNanos();
    }

    private String id() {
        return PREFIX + court + "-" + number;
    }

    private void letGo() {
        RecordingWriter held = writer;
        writer = null;
        events = List.of();
        if (held != null) {
            try {
                held.close();
            } catch (ReplayException e) {
                log.println("The recording " + id() + " was not closed: " + e.getMessage());
            }
        }
    }

    /** Stops recording; what was recorded stays without an end mark, so that the next demo goes on with it. */
    @Override
    public void close() {
        letGo();
    }
}
