package dev.rallycast;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the events of a playback out when they are due, one after the other: waits for the next one's time, for storage that
 * has to be read, or, where nothing else sets the pace, for the sessions. Loop only.
 */
final class Emission {
    private static final Logger LOG = LoggerFactory.getLogger(Emission.class);

    /** How many events that are due together go out in one turn, so that other playbacks get theirs. */
    private static final int BATCH = 256;

    /** How long an event may be awaited before clients are told. */
    private static final long BUFFERING_NOTICE = TimeUnit.MILLISECONDS.toNanos(250);

    private final Engine engine;
    private final Playback playback;
    private final Loop loop;
    private final PlayState state;
    private final Timeline timeline;
    private final AudienceLog log;
    private final Reception reception;
    private final Controls controls;
    private final Announcer announcer;
    private final ReadAhead blocks;
    private final Errand reading;
    private final StallGuard stall;

    private final Timer due;
    private final Timer retry = Timer.of(this::readAgain);

    private boolean waiting;
    private long waitingSince;
    private boolean waitingForSessions;
    /** What went out in this turn; without pacing, since the sessions were waited for, which reads must not reset. */
    private int out;

    private long outBytes;

    Emission(
            Engine engine,
            Playback playback,
            PlayState state,
            Timeline timeline,
            Reception reception,
            Controls controls,
            Announcer announcer) {
        this.engine = engine;
        this.playback = playback;
        this.state = state;
        this.timeline = timeline;
        this.reception = reception;
        this.controls = controls;
        this.announcer = announcer;
        loop = playback.loop();
        log = playback.audience().log;
        blocks = new ReadAhead(engine.driver, timeline);
        reading = new Errand(engine.driver, loop);
        stall = new StallGuard(engine, playback, state, controls);
        due = Timer.of(playback::run);
    }

    /** Stops waiting for whatever comes next; {@link #advance} waits again. */
    void halt() {
        loop.cancel(due);
        loop.cancel(retry);
        reading.callOff();
        waiting = false;
    }

    /** The position has been moved: the sessions need not read what was said before. */
    void moved() {
        waitingForSessions = false;
    }

    /** Whether the next event has been awaited from storage for a while. */
    boolean isBuffering(long now) {
        return waiting && now - waitingSince >= BUFFERING_NOTICE;
    }

    /** Lets out what is due, and waits for what comes next. */
    void advance(long now) {
        if (controls.isResolving() || waiting || waitingForSessions) {
            return;
        }
        loop.cancel(due);
        if (state.isStarting(now)) {
            loop.arm(due, state.startTick());
            return;
        }
        if (!state.isUnpaced()) {
            out = 0;
            outBytes = 0;
        }
        while (state.runs()) {
            if (state.next() >= timeline.tape.extent().size()) {
                // Each of several nodes reaches the edge by itself, which they need not agree on.
                if (state.reachedEdge(now) && !playback.isShared()) {
                    state.changed();
                }
                return;
            }
            PacedBlock block = blocks.blockOf(state.next());
            if (block == null) {
                waitingSince = now;
                fetch(now);
                return;
            }
            if (!isDue(block.time(state.next()), now)) {
                return;
            }
            if (out == BATCH || outBytes > engine.limits.maxLagBytes() / 2) {
                letOthers(now);
                return;
            }
            out++;
            outBytes += block.recorded(state.next()).data().size();
            announcer.emit(block, dueTick(block.time(state.next()), now));
        }
    }

    /** The tick at which an event that goes out now was due, or {@link Loop#NEVER} if nothing but its turn says when. */
    private long dueTick(long time, long now) {
        if (state.isPaused() || state.isUnpaced()) {
            return Loop.NEVER;
        }
        // At the live edge an event is due when it comes.
        return state.flows() ? now : state.dueTick(time);
    }

    /** Whether the next event, of this match time, is due; if it is not, it is waited for. */
    private boolean isDue(long time, long now) {
        if (state.isPaused()) {
            if (!state.owes(time)) {
                state.settled();
                return false;
            }
            return true;
        }
        if (state.flows()) {
            return !state.isUnpaced() || !reception.isEmpty();
        }
        long tick = state.dueTick(time);
        if (tick - now > 0) {
            loop.arm(due, tick);
            blocks.prefetchBehind(state.next());
            return false;
        }
        return stall.letsOut(now, now - tick);
    }

    /** Lets others have their turn: other playbacks or, where nothing else sets the pace, the sessions. */
    private void letOthers(long now) {
        if (!state.isUnpaced()) {
            loop.arm(due, now);
            return;
        }
        out = 0;
        outBytes = 0;
        waitingForSessions = true;
        playback.audience().flush();
        List<Member> awaited = reception.players().isEmpty() ? reception.members() : reception.players();
        int[] missing = {awaited.size()};
        for (Member member : awaited) {
            member.connection()
                    .whenRead(
                            log,
                            log.head(),
                            () -> loop.execute(() -> {
                                if (--missing[0] == 0) {
                                    waitingForSessions = false;
                                    playback.run();
                                }
                            }));
        }
    }

    private void fetch(long now) {
        long index = state.next();
        waiting = true;
        loop.arm(due, now + BUFFERING_NOTICE);
        reading.send(
                () -> blocks.load(index),
                block -> {
                    waiting = false;
                    blocks.use(block);
                    playback.run();
                },
                this::readFailed);
    }

    private void readFailed(Throwable failure) {
        LOG.warn(
                "playback {} of game {}: {}",
                playback.id(),
                LogText.of(playback.key().gameId()),
                LogText.of(failure.getMessage()),
                LogText.of(failure));
        if (failure instanceof CorruptRecordingException) {
            playback.kill(ErrorCode.CORRUPT_RECORDING.name());
        } else {
            // The clock runs on, and what has become due goes out when it can be read.
            loop.arm(retry, loop.now() + Playback.RETRY);
        }
    }

    private void readAgain() {
        if (waiting) {
            fetch(loop.now());
        }
    }
}
