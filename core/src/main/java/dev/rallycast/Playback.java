package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Position;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.StateView;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.time.Playhead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One playback: it lets events out when they are due, and says so to its audience. Belongs to one engine loop and is touched
 * by nothing else; storage is read elsewhere and what was read comes back to the loop.
 *
 * <p>{@link PlayState} says where it is, {@link ReadAhead} has the events, {@link Controls} changes it on request,
 * {@link Reception} knows the sessions, and {@link Announcer} says what they hear.
 */
final class Playback {
    private static final Logger LOG = LoggerFactory.getLogger(Playback.class);

    /** How many events that are due together go out in one turn, so that other playbacks get theirs. */
    private static final int BATCH = 256;

    /** How long an event may be awaited before clients are told. */
    private static final long BUFFERING_NOTICE = TimeUnit.MILLISECONDS.toNanos(250);

    /** When to try again after storage failed. */
    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);

    /** How often at most clients are told that the recording has grown. */
    private static final long OUTLINE_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final Engine engine;
    private final Loop loop;
    private final PlaybackRegistry registry;
    private final String id;
    private final SchedulerKey key;
    private final SchedulerType type;
    private final Tape tape;
    private final Pacing pacing;
    private final Timeline timeline;
    private final PlaybackHandle handle;
    private final Runnable growthListener;

    private final PlayState state;
    private final ReadAhead blocks;
    private final Errand reading;
    private final Audience audience;
    private final Reception reception;
    private final Controls controls;
    private final Announcer announcer;

    private final Timer due = timer(this::run);
    private final Timer retry = timer(this::readAgain);
    private final Timer idle = timer(() -> kill("idle"));
    private final Timer release = timer(this::release);
    private final Timer outline = timer(this::sayOutline);

    private boolean waiting;
    private long waitingSince;
    private boolean waitingForSessions;
    /** What went out in this turn; without pacing, since the sessions were waited for, which reads must not reset. */
    private int out;

    private long outBytes;

    /** Whether the host halted it, and not somebody who was there. */
    private boolean pausedByHost;

    /** Whether the last event that went out was far too late. */
    private boolean stalled;

    /** When what should have been out may be skipped again, after that failed. */
    private long maySkip;

    /** When clients may next be told that the recording has grown. */
    private long outlineDue;

    private volatile boolean killed;

    /** How a playback begins. */
    record Opening(String id, Pacing pacing, Cue cue, PlaybackState.Mode mode, Playhead playhead) {}

    Playback(
            Engine engine,
            PlaybackRegistry registry,
            SchedulerKey key,
            SchedulerType type,
            Tape tape,
            TrackFold initial,
            Opening opening,
            @Nullable String by) {
        this.engine = engine;
        this.registry = registry;
        this.key = key;
        this.type = type;
        this.tape = tape;
        loop = registry.loop();
        id = opening.id();
        pacing = opening.pacing();
        timeline = tape.timeline(pacing);
        state = new PlayState(
                tape, pacing, opening.mode(), opening.playhead(), opening.cue().position(), loop.now());
        blocks = new ReadAhead(engine.driver, timeline);
        reading = new Errand(engine.driver, loop);
        audience = new Audience(
                new AudienceLog(engine.limits.maxLagMessages(), engine.limits.maxLagBytes(), initial.size()));
        reception = new Reception(engine, this, state, timeline, initial);
        controls = new Controls(engine, this, state, timeline, initial);
        handle = new PlaybackHandle(this);
        outlineDue = loop.now();
        maySkip = outlineDue;
        announcer = new Announcer(
                engine,
                loop,
                state,
                audience.log,
                opening.cue().fold(),
                () -> status(loop.now()),
                reception::isEmpty,
                by);
        AtomicBoolean told = new AtomicBoolean();
        growthListener = () -> {
            // However much is appended before the loop comes to it, one task waits.
            if (told.compareAndSet(false, true)) {
                loop.execute(() -> {
                    told.set(false);
                    grown();
                });
            }
        };
        tape.addGrowthListener(growthListener);
    }

    // What never changes, or may be asked from any thread.

    String id() {
        return id;
    }

    SchedulerKey key() {
        return key;
    }

    SchedulerType type() {
        return type;
    }

    Game game() {
        return tape.game();
    }

    Loop loop() {
        return loop;
    }

    Audience audience() {
        return audience;
    }

    Announcer announcer() {
        return announcer;
    }

    PlaybackHandle handle() {
        return handle;
    }

    int sessions() {
        return reception.size();
    }

    /** How many of them hold a seat. */
    int playersNow() {
        return reception.playersNow();
    }

    // Sessions come and go. Loop only, from here on.

    /** All who wanted to be there from the beginning have been asked in. */
    void begin() {
        run();
        endIfForsaken();
    }

    /**
     * Takes a session in, or refuses it.
     *
     * @param created whether the playback was made for it
     */
    void join(JoinRequest request, boolean created) {
        if (!reception.seat(request)) {
            return;
        }
        loop.cancel(idle);
        if (!created) {
            run();
        }
        reception.admit(request, created);
        watchThePause();
        // What is due at the very start, and what an unpaced playback kept until somebody came.
        run();
    }

    /** A member's connection is gone, or it has gone elsewhere, or it has asked to {@code stop}. */
    void leave(Member member, boolean stopped) {
        if (!reception.remove(member) || killed) {
            return;
        }
        watchThePause();
        if (!reception.isEmpty()) {
            return;
        }
        if (stopped && type.endsWithLastStop()) {
            kill("stopped");
        } else {
            endIfForsaken();
        }
    }

    /** A member reads the log from now on. */
    void attached(Member member) {
        audience.unpin(member);
    }

    /** A member has lagged too far. */
    void catchUp(Member member, Seen seen) {
        if (!reception.has(member)) {
            member.connection().nothingMissed(member);
            return;
        }
        run();
        reception.catchUp(
                member,
                seen,
                // The others read on: this one is fed as soon as storage can be read again.
                () -> loop.arm(timer(() -> catchUp(member, seen)), loop.now() + RETRY));
    }

    /** Removes members whose connection is gone without a word, and makes sure that an empty playback ends. */
    void sweep() {
        for (Member member : reception.members()) {
            if (!member.connection().isOpen()) {
                LOG.info("playback {}: swept {}", id, member.connection().name());
                leave(member, false);
                member.connection().onClosed();
            }
        }
        endIfForsaken();
    }

    /** Ends the playback for everyone. */
    void kill(String reason) {
        if (killed) {
            return;
        }
        killed = true;
        halt();
        List.of(idle, release, outline).forEach(loop::cancel);
        tape.removeGrowthListener(growthListener);
        // What is held goes first, whatever goes wrong when the sessions are told.
        registry.remove(this);
        engine.driver.block(() -> engine.tapes.release(tape));
        audience.flush();
        controls.abandon();
        reception.dismiss(reason);
        engine.tell(listener -> listener.killed(handle, reason));
    }

    /** Any thread. */
    boolean isKilled() {
        return killed;
    }

    private void endIfForsaken() {
        if (killed || !reception.isEmpty() || idle.isArmed()) {
            return;
        }
        if (type.idle().isZero()) {
            kill("idle");
        } else {
            loop.arm(idle, loop.now() + Waits.nanos(type.idle()));
        }
    }

    // Commands.

    /** A member's command other than {@code start} and {@code ping}. */
    void receive(Member member, Received received) {
        Command command = received.command();
        if (!reception.has(member)) {
            // The playback ended before the command came; the client has been told.
            member.connection().reply(null, 0, over(command.id()));
            member.connection().answered(received);
            return;
        }
        run();
        Action forbidden = reception.forbidden(command, member);
        if (forbidden != null) {
            String message = "a " + member.role().wireName() + " may not " + forbidden.wireName() + " this playback";
            reply(member, received, new Frame.Refusal(command.id(), ErrorCode.NOT_ALLOWED, message, null, view()));
        } else if (command instanceof Command.Stop stop) {
            if (reception.size() == 1 && type.endsWithLastStop()) {
                // What was asked for before is answered before.
                controls.abandon();
            }
            member.connection().left(member, audience.log.head(), new Frame.Stopped(stop.id(), "stop"));
            member.connection().answered(received);
            leave(member, true);
        } else if (command instanceof Command.Status status) {
            reply(member, received, new Frame.Ok(status.id(), view(), false));
        } else if (command instanceof Command.Control control) {
            submit(ControlRequest.of(control, member.user().id(), answerTo(member, received)));
        } else if (command instanceof Command.Live live) {
            submit(ControlRequest.of(live, member.user().id(), answerTo(member, received)));
        } else if (command instanceof Command.Step step) {
            submit(ControlRequest.of(step, member.user().id(), answerTo(member, received)));
        }
    }

    /** Does what somebody asks for who may. */
    void submit(ControlRequest request) {
        if (killed) {
            request.answer().gone();
        } else {
            controls.submit(request);
        }
    }

    /** Tells a member how things are, since it has heard nothing for a while. */
    void heartbeat(Member member) {
        if (reception.has(member)) {
            run();
            audience.flush();
            // Nobody asked for it: who has gone elsewhere meanwhile would take it to be about that.
            member.connection().tell(member, audience.log.head(), new Frame.Heartbeat(view()));
        }
    }

    private void reply(Member member, Frame frame) {
        audience.flush();
        member.connection().reply(audience.log, audience.log.head(), frame);
    }

    private void reply(Member member, Received received, Frame frame) {
        reply(member, frame);
        member.connection().answered(received);
    }

    private static Frame over(@Nullable String commandId) {
        return new Frame.Refusal(commandId, ErrorCode.NOT_STARTED, "the playback is over", null, null);
    }

    private ControlRequest.Answer answerTo(Member member, Received received) {
        String commandId = received.command().id();
        return new ControlRequest.Answer() {
            @Override
            public void ok(StateView view, boolean superseded) {
                reply(member, received, new Frame.Ok(commandId, view, superseded));
            }

            @Override
            public void refused(ErrorCode code, String message, StateView view) {
                reply(member, received, new Frame.Refusal(commandId, code, message, null, view));
            }

            @Override
            public void gone() {
                reply(member, received, over(commandId));
            }
        };
    }

    // Time goes on.

    /** Lets out what is due, and says so if the status has changed by itself. */
    void run() {
        if (killed) {
            return;
        }
        long now = loop.now();
        try {
            advance(now);
            announcer.checkStatus();
        } catch (RuntimeException | Error e) {
            // Otherwise it would stand still for ever, and nobody would be told.
            LOG.error("playback {} of game {} failed and is ended", id, LogText.of(key.gameId()), LogText.of(e));
            kill(ErrorCode.INTERNAL.name());
            return;
        }
        audience.flush();
    }

    /** Stops waiting for whatever comes next; {@link #run} waits again. */
    void halt() {
        loop.cancel(due);
        loop.cancel(retry);
        reading.callOff();
        waiting = false;
    }

    private void advance(long now) {
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
            if (state.next() >= tape.extent().size()) {
                state.reachedEdge(now);
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
        // A loop on a thread is always a little late; without this, a listener would be told of nearly every event.
        if (now - tick > TimerWheel.TICK_NANOS) {
            Duration lateness = Duration.ofNanos(now - tick);
            engine.tell(listener -> listener.late(handle, lateness));
            if (now - tick > engine.stallNanos) {
                return stalled(now, now - tick);
            }
        }
        stalled = false;
        return true;
    }

    /** The next event is far too late: whether it goes out all the same. */
    private boolean stalled(long now, long lateness) {
        if (!stalled) {
            stalled = true;
            engine.tell(listener -> listener.stalled(handle, Duration.ofNanos(lateness)));
        }
        switch (type.stall()) {
            case BURST -> {
                return true;
            }
            case SLIP -> {
                state.slip(lateness);
                changed("slip", null);
                return true;
            }
            case SKIP -> {
                if (now - maySkip < 0) {
                    return true;
                }
                controls.skip(() -> maySkip = loop.now() + RETRY);
                return false;
            }
        }
        throw new AssertionError(type.stall());
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
        audience.flush();
        List<Member> awaited = reception.players().isEmpty() ? reception.members() : reception.players();
        int[] missing = {awaited.size()};
        for (Member member : awaited) {
            member.connection()
                    .whenRead(
                            audience.log,
                            audience.log.head(),
                            () -> loop.execute(() -> {
                                if (--missing[0] == 0) {
                                    waitingForSessions = false;
                                    run();
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
                    run();
                },
                this::readFailed);
    }

    private void readFailed(Throwable failure) {
        LOG.warn(
                "playback {} of game {}: {}",
                id,
                LogText.of(key.gameId()),
                LogText.of(failure.getMessage()),
                LogText.of(failure));
        if (failure instanceof CorruptRecordingException) {
            kill(ErrorCode.CORRUPT_RECORDING.name());
        } else {
            // The clock runs on, and what has become due goes out when it can be read.
            loop.arm(retry, loop.now() + RETRY);
        }
    }

    private void readAgain() {
        if (waiting) {
            fetch(loop.now());
        }
    }

    private void grown() {
        if (killed) {
            return;
        }
        run();
        if (!outline.isArmed() && reception.hasSeekers()) {
            loop.arm(outline, loop.now() + Math.max(0, outlineDue - loop.now()));
        }
    }

    private void sayOutline() {
        outlineDue = loop.now() + OUTLINE_INTERVAL;
        new Errand(engine.driver, loop)
                .send(
                        () -> engine.encode(timeline.outline()),
                        message -> {
                            if (!killed) {
                                announcer.say(new LogEntry.ToSeekers(message));
                                audience.flush();
                            }
                        },
                        this::outlineFailed);
    }

    /** How far the recording goes can't be read now: all who may seek are told later. */
    void outlineFailed(Throwable failure) {
        LOG.warn("playback {}: how far the recording goes can't be read now", id, LogText.of(failure));
        if (!killed && !outline.isArmed()) {
            loop.arm(outline, loop.now() + RETRY);
        }
    }

    /** The position has been moved to a place, which began an epoch: says so, and where things are now. */
    void moved(Cue cue, String cause, @Nullable String by) {
        waitingForSessions = false;
        announcer.moved(cue);
        changed(cause, by);
        Position to = cue.position();
        announcer.say(new LogEntry.Snapshot(
                engine.protocol,
                new Frame.Snapshot(
                        state.epoch(),
                        to.index(),
                        to.timeNanos(),
                        cue.recent(),
                        cue.fold().encoded())));
    }

    /** Something has changed: counts that and says so. */
    void changed(String cause, @Nullable String by) {
        state.changed();
        announcer.changed(cause, by);
        pausedByHost = state.isPaused() && by == null;
        watchThePause();
    }

    /** Players who pause and go away for good must not hold those who watch for ever. */
    private void watchThePause() {
        boolean forsaken = state.isPaused() && !pausedByHost && !reception.isEmpty() && !reception.hasControllers();
        if (!forsaken) {
            loop.cancel(release);
        } else if (!release.isArmed()) {
            loop.arm(release, loop.now() + Waits.nanos(type.idle()));
        }
    }

    private void release() {
        if (controls.isResolving()) {
            loop.arm(release, loop.now() + RETRY);
            return;
        }
        run();
        state.change(PlaybackState.Mode.PLAYING, state.speed(), loop.now());
        changed("released", null);
        run();
    }

    // Where the playback is.

    /** What clients are told of the playback now. */
    StateView view() {
        return announcer.view();
    }

    /** All that is needed to compute what is due when. */
    PlaybackState state() {
        long now = loop.now();
        Playhead playhead = state.playhead(now);
        return new PlaybackState(
                id,
                key.gameId(),
                tape.incarnation(),
                pacing,
                state.revision(),
                state.epoch(),
                state.mode(),
                new Position(playhead.anchorTime(), state.next()),
                playhead.anchorPicos(),
                engine.wallTime().plusNanos(playhead.anchorTick() - now),
                playhead.speed());
    }

    private PlaybackStatus status(long now) {
        if (state.isAtEnd()) {
            return PlaybackStatus.ENDED;
        }
        if (state.isPaused()) {
            return PlaybackStatus.PAUSED;
        }
        if (state.isStarting(now)) {
            return PlaybackStatus.STARTING;
        }
        if (waiting && now - waitingSince >= BUFFERING_NOTICE) {
            return PlaybackStatus.BUFFERING;
        }
        return state.mode() == PlaybackState.Mode.LIVE ? PlaybackStatus.LIVE : PlaybackStatus.PLAYING;
    }

    private static Timer timer(Runnable task) {
        return new Timer() {
            @Override
            void fire(long now) {
                task.run();
            }
        };
    }
}
