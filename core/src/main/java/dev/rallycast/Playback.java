package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Position;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.StateView;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import dev.rallycast.time.Playhead;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** When to try again after storage failed. */
    static final long RETRY = TimeUnit.SECONDS.toNanos(1);

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

    private final PlayState state;
    /** What it has to do with other nodes, if it is shared with them. */
    private final @Nullable Sharing sharing;

    private final Audience audience;
    private final Reception reception;
    private final Controls controls;
    private final Announcer announcer;
    private final Emission emission;
    private final MemberCommands commands;
    private final PauseRelease pauseRelease;
    private final GrowthNews growthNews;

    private final Timer idle = Timer.of(() -> kill("idle"));

    private volatile boolean killed;

    /** How many sessions are being asked in. */
    private int expected;

    /** How a playback begins. */
    record Opening(
            String id, Pacing pacing, Cue cue, PlaybackState.Mode mode, Playhead playhead, long revision, long epoch) {}

    Playback(
            Engine engine,
            PlaybackRegistry registry,
            SchedulerKey key,
            SchedulerType type,
            Tape tape,
            TrackFold initial,
            Opening opening,
            @Nullable Shared shared,
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
        state = new PlayState(tape, opening, loop.now());
        sharing = shared == null || engine.shared == null ? null : new Sharing(engine.shared, this, shared);
        audience = new Audience(
                new AudienceLog(engine.limits.maxLagMessages(), engine.limits.maxLagBytes(), initial.size()));
        reception = new Reception(engine, this, state, timeline, initial);
        controls = new Controls(engine, this, state, timeline, initial);
        handle = new PlaybackHandle(this);
        announcer = new Announcer(
                engine,
                loop,
                state,
                audience.log,
                opening.cue().fold(),
                this::status,
                () -> sharing != null && sharing.isIsolated(),
                reception::isEmpty,
                shared == null ? "start" : shared.cause(),
                shared == null ? by : shared.by());
        emission = new Emission(engine, this, state, timeline, reception, controls, announcer);
        commands = new MemberCommands(this, reception, controls);
        pauseRelease = new PauseRelease(
                this, state, reception, controls, shared != null && state.isPaused() && shared.by() == null);
        growthNews = new GrowthNews(engine, this, timeline, reception);
        growthNews.begin();
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

    /** What it has to do with other nodes; null if it is not shared with any. */
    @Nullable
    Sharing sharing() {
        return sharing;
    }

    boolean isShared() {
        return sharing != null;
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
        if (reception.enterGame(request) && reception.seat(request)) {
            admit(request, created);
        }
    }

    /** Counts a session for its game; false if there are too many, of which the client is told. */
    boolean enterGame(JoinRequest request) {
        return reception.enterGame(request);
    }

    /** A session that was counted does not come in. */
    void leaveGame() {
        reception.leaveGame(1);
    }

    /** Takes a session in that was counted and has its seat, if it needs one. */
    void admit(JoinRequest request, boolean created) {
        reception.sit(request);
        loop.cancel(idle);
        if (!created) {
            run();
        }
        reception.admit(request, created);
        tellPresence();
        pauseRelease.check();
        controls.follower().catchUp();
        // What is due at the very start, and what an unpaced playback kept until somebody came.
        run();
    }

    /** A member's connection is gone, or it has gone elsewhere, or it has asked to {@code stop}. */
    void leave(Member member, boolean stopped) {
        if (!reception.remove(member) || killed) {
            return;
        }
        tellPresence();
        pauseRelease.check();
        if (!reception.isEmpty()) {
            return;
        }
        if (stopped && type.endsWithLastStop()) {
            end("stopped", false, ended -> endIfForsaken());
        } else {
            endIfForsaken();
        }
    }

    /**
     * Ends the playback for everyone, on all nodes; unless others have sessions, if those count.
     *
     * @param answer told whether it is ended
     */
    void end(String reason, boolean evenIfWatched, Consumer<Boolean> answer) {
        if (sharing == null || killed) {
            kill(reason);
            answer.accept(true);
        } else {
            sharing.end(reason, evenIfWatched, answer);
        }
    }

    /** The other nodes can't be reached any more, or can again. */
    void isolated() {
        announcer.repeat();
        audience.flush();
    }

    /** It is known who is there on other nodes. */
    void presenceElsewhere() {
        if (!killed) {
            pauseRelease.check();
        }
    }

    /** A session is being asked in, which comes a little later: the playback must not end before. */
    void expect(int more) {
        expected += more;
        endIfForsaken();
    }

    /** Whether somebody is there, on any node, who may let a paused playback go on. */
    boolean hasControllersAnywhere() {
        return reception.hasControllers() || (sharing != null && sharing.hasControllersElsewhere());
    }

    private void tellPresence() {
        if (sharing != null) {
            sharing.present(reception.presence());
        }
    }

    /** The seats of those who are here may have been lost with what was shared. */
    void keepSeats() {
        if (sharing != null && type.seats() > 0) {
            reception.seated().forEach(sharing::keepSeat);
        }
    }

    /** What another node has done. */
    void adopt(Shared shared) {
        controls.follower().adopt(shared);
    }

    /** What all nodes agreed on is known to be as it was: the clocks may have drifted apart. */
    void retime(PlaybackState agreed) {
        controls.follower().retime(agreed);
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
                () -> loop.arm(Timer.of(() -> catchUp(member, seen)), loop.now() + RETRY));
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

    /** Ends the playback for everyone on this node. */
    void kill(String reason) {
        if (killed) {
            return;
        }
        killed = true;
        halt();
        loop.cancel(idle);
        pauseRelease.end();
        growthNews.end();
        if (sharing != null) {
            sharing.leave();
        }
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
        if (killed || !reception.isEmpty() || expected > 0 || idle.isArmed()) {
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
        commands.receive(member, received);
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

    /** Answers a member behind everything that was said so far. */
    void reply(Member member, Frame frame) {
        audience.flush();
        member.connection().reply(audience.log, audience.log.head(), frame);
    }

    /** How far the recording goes can't be read now. */
    void outlineFailed(Throwable failure) {
        growthNews.failed(failure);
    }

    /** Says something to everyone who is there. */
    void say(LogEntry entry) {
        announcer.say(entry);
        audience.flush();
    }

    // Time goes on.

    /** Lets out what is due, and says so if the status has changed by itself. */
    void run() {
        if (killed) {
            return;
        }
        long now = loop.now();
        try {
            emission.advance(now);
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
        emission.halt();
    }

    /** The position has been moved to a place, which began an epoch: says so, and where things are now. */
    void moved(Cue cue, String cause, @Nullable String by) {
        emission.moved();
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

    /** Something has changed: says so. */
    void changed(String cause, @Nullable String by) {
        announcer.changed(cause, by);
        pauseRelease.changed(by == null);
    }

    // Where the playback is.

    /** What clients are told of the playback now. */
    StateView view() {
        return announcer.view();
    }

    /** All that is needed to compute what is due when. */
    PlaybackState state() {
        return state(state, engine.wallTime());
    }

    /** A state in the terms of all nodes. */
    Shared share(PlayState of, String cause, @Nullable String by) {
        return new Shared(state(of, engine.sharedTime()), cause, by);
    }

    private PlaybackState state(PlayState of, Instant wallTime) {
        long now = loop.now();
        Playhead playhead = of.playhead(now);
        return new PlaybackState(
                id,
                key.gameId(),
                tape.incarnation(),
                pacing,
                of.revision(),
                of.epoch(),
                of.mode(),
                new Position(playhead.anchorTime(), of.next()),
                playhead.anchorPicos(),
                wallTime.plusNanos(playhead.anchorTick() - now),
                playhead.speed());
    }

    private PlaybackStatus status() {
        long now = loop.now();
        PlaybackStatus status = state.status(now);
        boolean runs = status == PlaybackStatus.PLAYING || status == PlaybackStatus.LIVE;
        return runs && emission.isBuffering(now) ? PlaybackStatus.BUFFERING : status;
    }
}
