package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.StateView;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.Track;
import dev.rallycast.time.Playhead;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One playback: a playhead on a recording, and the audience that it plays to. Belongs to one engine loop and is touched by
 * nothing else; storage is read elsewhere and what was read comes back to the loop.
 *
 * <p>Which events are out follows from the playhead alone: event k is out from the tick {@code playhead.tickAt(time(k))} on.
 * The playhead is anchored anew only when somebody pauses, resumes, seeks or changes the speed.
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
    private final TrackFold initial;
    private final Audience audience;
    private final Scheduler handle;
    private final Runnable growthListener;

    private final Set<Member> members = new LinkedHashSet<>();
    private final Set<String> seats = new LinkedHashSet<>();
    private final Deque<ControlRequest> requests = new ArrayDeque<>();
    private final Timer due = timer(this::run);
    private final Timer idle = timer(() -> kill("idle"));
    /** One for all failures, so that seeks that fail meanwhile add no tries of their own. */
    private final Timer retry = timer(this::fetchAgain);

    private final Timer outline = timer(this::sayOutline);

    private PlaybackState.Mode mode;
    private Playhead playhead;
    /** The first event that is not out. */
    private long next;
    /** Match time of the last event that is out, or of the place that was sought. */
    private long outTime;
    /** While paused: what is left of the start delay. */
    private long lead;
    /** While paused: whether events up to the anchor may be missing that were due before the pause. */
    private boolean owed;

    private long revision;
    private long epoch;
    private String cause = "start";
    private @Nullable String by;
    private PlaybackStatus announced;
    private TrackFold fold;

    /** The block that holds the next event, if it is at hand. */
    private @Nullable PacedBlock current;

    private long prefetched = -1;
    /** Counts reads, so that the answer to one that is no longer wanted is known. */
    private long reads;

    private boolean waiting;
    private long waitingSince;
    private boolean waitingForSessions;
    /** What went out in this turn; without pacing, since the sessions were waited for, which reads must not reset. */
    private int out;

    private long outBytes;
    /** The request whose target is being looked up; nothing goes out and no other request is begun meanwhile. */
    private @Nullable ControlRequest resolving;

    /** When clients may next be told that the recording has grown. */
    private long outlineDue;

    private boolean killed;
    /** For other threads. */
    private volatile int sessions;

    /** How a playback begins. */
    record Opening(String id, Pacing pacing, Cue cue, PlaybackState.Mode mode, Playhead playhead) {}

    Playback(
            Engine engine,
            Loop loop,
            PlaybackRegistry registry,
            SchedulerKey key,
            SchedulerType type,
            Tape tape,
            TrackFold initial,
            Opening opening,
            @Nullable String by) {
        this.engine = engine;
        this.loop = loop;
        this.registry = registry;
        this.key = key;
        this.type = type;
        this.tape = tape;
        this.initial = initial;
        this.by = by;
        id = opening.id();
        pacing = opening.pacing();
        timeline = tape.timeline(pacing);
        mode = opening.mode();
        playhead = opening.playhead();
        fold = opening.cue().fold();
        next = opening.cue().position().next();
        outTime = opening.cue().position().timeNanos();
        audience = new Audience(
                new AudienceLog(engine.limits.maxLagMessages(), engine.limits.maxLagBytes(), initial.size()));
        handle = new PlaybackHandle(this);
        growthListener = () -> loop.execute(this::grown);
        // A playback that begins paused has all of its start delay before it.
        lead = mode == PlaybackState.Mode.PAUSED ? Math.max(0, playhead.anchorTick() - loop.now()) : 0;
        Recording.Extent extent = tape.extent();
        if (mode == PlaybackState.Mode.PLAYING
                && playhead.anchorTick() - loop.now() <= 0
                && next >= extent.size()
                && !extent.ended()) {
            enterLive(loop.now());
        }
        announced = status(loop.now());
        outlineDue = loop.now();
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

    Scheduler handle() {
        return handle;
    }

    int sessions() {
        return sessions;
    }

    // Sessions come and go. Playback's loop only, from here on.

    /** Takes a session in, or refuses it. */
    void join(JoinRequest request, boolean created) {
        String userId = request.connection().user().id();
        if (type.seats() > 0 && !seats.contains(userId) && seats.size() >= type.seats()) {
            request.connection()
                    .notJoined(
                            request.start(),
                            new RefusedException(ErrorCode.GAME_BUSY, "all seats of this game are taken"));
            return;
        }
        if (type.seats() > 0) {
            seats.add(userId);
        }
        Command.Start start = request.start();
        Member member = new Member(
                this, request.connection(), type.role(), start.tracks() == null ? null : Set.copyOf(start.tracks()));
        members.add(member);
        sessions = members.size();
        loop.cancel(idle);
        if (!created) {
            run();
        }
        welcome(member, request, created);
        // What is due at the very start, and what an unpaced playback kept until somebody came.
        run();
    }

    /** All who wanted to be there from the beginning have been asked in. */
    void begin() {
        run();
        if (members.isEmpty() && !killed) {
            armIdle();
        }
    }

    /** A member's connection is gone, or it has gone elsewhere. */
    void leave(Member member, boolean stopped) {
        if (!members.remove(member)) {
            return;
        }
        sessions = members.size();
        audience.unpin(member);
        if (members.isEmpty() && !killed) {
            if (stopped && type.endsWithLastStop()) {
                kill("stopped");
            } else {
                armIdle();
            }
        }
    }

    /** A member reads the log from now on. */
    void attached(Member member) {
        audience.unpin(member);
    }

    /** A member has lagged too far; the last it saw was {@code seenIndex} of {@code seenEpoch}. */
    void catchUp(Member member, long seenEpoch, long seenIndex) {
        if (!members.contains(member)) {
            return;
        }
        run();
        long from = audience.pin(member);
        Frame.Snapshot seed = snapshotWithoutEvents();
        boolean replay = seenEpoch == epoch && next - 1 - seenIndex <= engine.limits.maxCatchUp() && seenIndex < next;
        tellPast(
                member,
                seed,
                replay ? seenIndex + 1 : -1,
                past -> member.connection().caughtUp(member, subscription(member, from, seed), past),
                failure -> kill(Refusals.of(failure, key.gameId()).code().name()));
    }

    /** Removes members whose connection is gone without a word, and makes sure that an empty playback ends. */
    void sweep() {
        for (Member member : List.copyOf(members)) {
            if (!member.connection().isOpen()) {
                LOG.info("playback {}: swept {}", id, member.connection().name());
                leave(member, false);
                member.connection().onClosed();
            }
        }
        if (members.isEmpty() && !idle.isArmed() && !killed) {
            armIdle();
        }
    }

    /** Ends the playback for everyone. */
    void kill(String reason) {
        if (killed) {
            return;
        }
        killed = true;
        loop.cancel(due);
        loop.cancel(idle);
        loop.cancel(outline);
        tape.removeGrowthListener(growthListener);
        audience.flush();
        for (Member member : List.copyOf(members)) {
            member.connection().left(member, audience.log.head(), new Frame.Stopped(null, reason));
        }
        members.clear();
        sessions = 0;
        ControlRequest pending = resolving;
        resolving = null;
        if (pending != null) {
            pending.answer().gone();
        }
        requests.forEach(request -> request.answer().gone());
        requests.clear();
        registry.remove(this);
        engine.driver.block(() -> engine.tapes.release(tape));
        engine.tell(listener -> listener.killed(handle, reason));
    }

    boolean isKilled() {
        return killed;
    }

    // Commands.

    /** A member's command other than {@code start} and {@code ping}. */
    void receive(Member member, Command command) {
        if (!members.contains(member)) {
            // The playback ended before the command came; the client has been told.
            member.connection()
                    .reply(
                            null,
                            0,
                            new Frame.Refusal(command.id(), ErrorCode.NOT_STARTED, "the playback is over", null, null));
            return;
        }
        if (command instanceof Command.Stop stop) {
            run();
            member.connection().left(member, audience.log.head(), new Frame.Stopped(stop.id(), "stop"));
            leave(member, true);
            return;
        }
        if (command instanceof Command.Status status) {
            run();
            reply(member, new Frame.Ok(status.id(), view(), false));
            return;
        }
        if (!allowed(command.action(), member)) {
            run();
            reply(
                    member,
                    new Frame.Refusal(
                            command.id(),
                            ErrorCode.NOT_ALLOWED,
                            "a " + member.role().wireName() + " of this playback may not "
                                    + command.action().wireName(),
                            null,
                            view()));
            return;
        }
        ControlRequest.Answer answer = answerTo(member, command.id());
        if (command instanceof Command.Control control) {
            submit(ControlRequest.of(control, member.user().id(), answer));
        } else if (command instanceof Command.Step step) {
            submit(ControlRequest.of(step, member.user().id(), answer));
        }
    }

    /** Does what somebody asks for who may, after what was asked for before. */
    void submit(ControlRequest request) {
        if (killed) {
            request.answer().gone();
            return;
        }
        if (request.replacesSeeks() && isSureToCount(request)) {
            replaceSeeks();
        }
        requests.add(request);
        serve();
    }

    /** Tells a member how things are, since it has heard nothing for a while. */
    void heartbeat(Member member) {
        if (members.contains(member)) {
            run();
            reply(member, new Frame.Heartbeat(view()));
        }
    }

    /** What clients are told of the playback now. */
    StateView view() {
        return view(loop.now());
    }

    /** All that is needed to compute what is due when. */
    PlaybackState state() {
        long now = loop.now();
        Playhead head = flows() ? new Playhead(outTime, now, playhead.speed()) : playhead;
        return new PlaybackState(
                id,
                key.gameId(),
                tape.incarnation(),
                pacing,
                revision,
                epoch,
                mode,
                new Position(head.anchorTime(), next),
                head.anchorPicos(),
                engine.wallTime().plusNanos(head.anchorTick() - now),
                head.speed());
    }

    // Time goes on.

    /** Lets out what is due, and says so if the status has changed by itself. */
    void run() {
        if (killed) {
            return;
        }
        long now = loop.now();
        advance(now);
        announce(now);
        audience.flush();
    }

    private void grown() {
        if (killed) {
            return;
        }
        run();
        if (!outline.isArmed() && members.stream().anyMatch(this::maySeek)) {
            loop.arm(outline, loop.now() + Math.max(0, outlineDue - loop.now()));
        }
    }

    private void advance(long now) {
        if (resolving != null || waiting || waitingForSessions) {
            return;
        }
        loop.cancel(due);
        if (mode != PlaybackState.Mode.PAUSED && playhead.anchorTick() - now > 0) {
            loop.arm(due, playhead.anchorTick());
            return;
        }
        if (!isUnpaced()) {
            out = 0;
            outBytes = 0;
        }
        while (mode != PlaybackState.Mode.PAUSED || owed) {
            Recording.Extent extent = tape.extent();
            if (next >= extent.size()) {
                reachEdge(extent, now);
                return;
            }
            PacedBlock block = blockOfNext();
            if (block == null) {
                fetch(now);
                return;
            }
            if (!isDue(block.time(next), now)) {
                return;
            }
            if (out == BATCH || outBytes > engine.limits.maxLagBytes() / 2) {
                pauseForOthers(now);
                return;
            }
            out++;
            outBytes += block.recorded(next).data().size();
            emit(block);
        }
    }

    /** Whether the next event is due; if it is not, it is waited for. */
    private boolean isDue(long time, long now) {
        if (mode == PlaybackState.Mode.PAUSED) {
            if (time <= playhead.anchorTime()) {
                return true;
            }
            owed = false;
            return false;
        }
        if (flows()) {
            return !isUnpaced() || !members.isEmpty();
        }
        long tick = playhead.tickAt(time);
        if (tick - now > 0) {
            loop.arm(due, tick);
            prefetch();
            return false;
        }
        if (tick - now < 0) {
            measure(now - tick);
        }
        return true;
    }

    private void measure(long nanos) {
        engine.tell(listener -> listener.late(handle, Duration.ofNanos(nanos)));
        if (nanos > engine.stallNanos) {
            engine.tell(listener -> listener.stalled(handle, Duration.ofNanos(nanos)));
        }
    }

    private void pauseForOthers(long now) {
        if (!isUnpaced()) {
            loop.arm(due, now);
            return;
        }
        out = 0;
        outBytes = 0;
        waitingForSessions = true;
        audience.flush();
        List<Member> awaited = List.copyOf(members);
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

    private void emit(PacedBlock block) {
        long index = next;
        GameEvent event = block.paced(index);
        next = index + 1;
        outTime = event.timeNanos();
        if (members.isEmpty()) {
            fold.applySilently(block.recorded(index));
            return;
        }
        audience.log.append(
                new LogEntry.Event(epoch, index, engine.encode(new Frame.Event(epoch, event, engine.wallMillis()))));
        fold.apply(block.recorded(index), (track, data) -> emit(track, index, event.timeNanos(), data));
    }

    private void emit(int track, long index, long time, Payload data) {
        WireMessage message = engine.encode(new Frame.Track(fold.name(track), epoch, index, time, data));
        LogEntry entry = new LogEntry.OfTrack(epoch, track, fold.name(track), message);
        if (fold.delivery(track) == Track.Delivery.LATEST) {
            audience.log.appendLatest(track, entry);
        } else {
            audience.log.append(entry);
        }
    }

    private void reachEdge(Recording.Extent extent, long now) {
        owed = false;
        if (!extent.ended() && mode == PlaybackState.Mode.PLAYING) {
            enterLive(now);
            revision++;
        } else if (extent.ended() && mode == PlaybackState.Mode.LIVE) {
            mode = PlaybackState.Mode.PLAYING;
            playhead = new Playhead(outTime, now, Speed.NORMAL);
        }
    }

    private void enterLive(long now) {
        mode = PlaybackState.Mode.LIVE;
        playhead = new Playhead(outTime, now, Speed.NORMAL);
    }

    // Reading ahead.

    private @Nullable PacedBlock blockOfNext() {
        PacedBlock block = current;
        if (block == null || !block.block.holds(next)) {
            block = timeline.cached(Block.numberOf(next));
            if (block != null && !block.block.holds(next)) {
                block = null;
            }
            current = block;
        }
        return block;
    }

    private void prefetch() {
        long following = Block.numberOf(next) + 1;
        boolean half = next % Block.SIZE >= Block.SIZE / 2;
        if (half
                && prefetched != following
                && following * Block.SIZE < tape.extent().size()) {
            prefetched = following;
            if (timeline.cached(following) == null) {
                // If it fails, it is read again, and the failure dealt with, when the event is due.
                engine.driver.block(() -> timeline.load(following));
            }
        }
    }

    private void fetch(long now) {
        waiting = true;
        waitingSince = now;
        loop.arm(due, now + BUFFERING_NOTICE);
        long index = next;
        offLoop(
                () -> {
                    PacedBlock block = timeline.load(Block.numberOf(index));
                    if (!block.block.holds(index)) {
                        throw new CorruptRecordingException("game " + key.gameId() + ": event " + index
                                + " can't be read, though the recording has "
                                + tape.extent().size());
                    }
                    return block;
                },
                block -> {
                    waiting = false;
                    current = block;
                    run();
                },
                this::readFailed);
    }

    private void fetchAgain() {
        if (waiting && !killed) {
            fetch(waitingSince);
        }
    }

    private void readFailed(RuntimeException failure) {
        LOG.warn("playback {} of game {}: {}", id, key.gameId(), failure.getMessage(), failure);
        if (failure instanceof CorruptRecordingException) {
            kill(ErrorCode.CORRUPT_RECORDING.name());
            return;
        }
        // The clock runs on, and what has become due goes out when it can be read.
        loop.arm(retry, loop.now() + RETRY);
        announce(loop.now());
        audience.flush();
    }

    /** Does blocking work elsewhere; the answer comes back to the loop, unless it is no longer wanted by then. */
    private <T> void offLoop(Supplier<T> work, Consumer<T> then, Consumer<RuntimeException> failed) {
        long number = ++reads;
        engine.driver.block(() -> {
            Runnable answer;
            try {
                T result = work.get();
                answer = () -> then.accept(result);
            } catch (RuntimeException e) {
                answer = () -> failed.accept(e);
            }
            Runnable wanted = answer;
            loop.execute(() -> {
                if (number == reads && !killed) {
                    wanted.run();
                }
            });
        });
    }

    // Changes.

    /** Whether a seek's revision is right when its turn comes, so that it may take the place of others. */
    private boolean isSureToCount(ControlRequest seek) {
        ControlRequest pending = resolving;
        return seek.revision() == null
                || (seek.revision() == revision
                        && (pending == null || pending.isPlainSeek())
                        && requests.stream().allMatch(ControlRequest::isPlainSeek));
    }

    private void replaceSeeks() {
        while (!requests.isEmpty() && requests.peekLast().isPlainSeek()) {
            requests.removeLast().answer().ok(view(), true);
        }
        ControlRequest pending = resolving;
        if (requests.isEmpty() && pending != null && pending.isPlainSeek()) {
            resolving = null;
            reads++;
            pending.answer().ok(view(), true);
        }
    }

    private void serve() {
        while (resolving == null && !killed) {
            ControlRequest request = requests.poll();
            if (request == null) {
                return;
            }
            begin(request);
        }
    }

    private void begin(ControlRequest request) {
        run();
        long now = loop.now();
        Target to = request.to();
        if (request.revision() != null && request.revision() != revision) {
            refuse(
                    request,
                    ErrorCode.STALE_REVISION,
                    "the command was based on revision " + request.revision() + ", now it is " + revision);
        } else if (request.speed() != null && !Speed.isValid(request.speed())) {
            refuse(
                    request,
                    ErrorCode.OUT_OF_RANGE,
                    "speed " + Speed.text(request.speed()) + " is out of range: expected " + Speed.text(Speed.MIN)
                            + " to " + Speed.text(Speed.MAX));
        } else if (request.action() == Action.STEP) {
            beginStep(request, now);
        } else if (to != null) {
            Position from = position(now);
            resolve(request, () -> timeline.resolve(to, from));
        } else if (request.action() == Action.RESUME && isAtEnd()) {
            resolve(request, () -> Position.START);
        } else {
            apply(request, now);
        }
    }

    private void apply(ControlRequest request, long now) {
        int speed = request.speed() == null ? playhead.speed() : request.speed();
        PlaybackState.Mode wanted = switch (request.action()) {
            case PAUSE -> PlaybackState.Mode.PAUSED;
            case RESUME -> mode == PlaybackState.Mode.PAUSED ? PlaybackState.Mode.PLAYING : mode;
            default -> mode;
        };
        // The rest of the start delay, which is wall time and so does not depend on the speed.
        long rest = mode == PlaybackState.Mode.PAUSED ? lead : Math.max(0, playhead.anchorTick() - now);
        Recording.Extent extent = tape.extent();
        boolean toLive = mode == PlaybackState.Mode.PAUSED
                && wanted == PlaybackState.Mode.PLAYING
                && rest == 0
                && next >= extent.size()
                && !extent.ended();
        if ((mode == PlaybackState.Mode.LIVE || toLive) && request.speed() != null && speed != Speed.NORMAL) {
            refuse(request, ErrorCode.BAD_STATE, "at the live edge the speed is 1");
            return;
        }
        if (wanted == mode && speed == playhead.speed()) {
            request.answer().ok(view(now), false);
            return;
        }
        boolean halts = wanted == PlaybackState.Mode.PAUSED;
        Playhead here = anchoredNow(now, rest);
        lead = halts ? rest : 0;
        playhead = new Playhead(here.anchorTime(), here.anchorPicos(), halts ? now : now + rest, speed);
        owed = halts && (mode == PlaybackState.Mode.PAUSED ? owed : rest == 0 && !flows());
        mode = wanted;
        if (toLive) {
            enterLive(now);
        }
        changed(request, now);
        request.answer().ok(view(now), false);
        run();
    }

    private Playhead anchoredNow(long now, long rest) {
        if (mode == PlaybackState.Mode.PAUSED || rest > 0) {
            return playhead;
        }
        return flows() || isAtEnd()
                ? new Playhead(outTime, now, playhead.speed())
                : playhead.anchoredAt(now, playhead.speed());
    }

    private void beginStep(ControlRequest request, long now) {
        if (mode != PlaybackState.Mode.PAUSED && !isAtEnd()) {
            refuse(request, ErrorCode.BAD_STATE, "step works only while paused");
            return;
        }
        long to = Math.max(0, Math.min(next + request.count(), tape.extent().size()));
        if (to == next) {
            request.answer().ok(view(now), false);
        } else if (to > next && to - next <= engine.limits.maxCatchUp()) {
            resolving = request;
            waiting = false;
            long from = next;
            offLoop(
                    () -> {
                        List<PacedBlock> blocks = new ArrayList<>();
                        for (long number = Block.numberOf(from); number <= Block.numberOf(to - 1); number++) {
                            blocks.add(timeline.load(number));
                        }
                        return blocks;
                    },
                    blocks -> stepForward(request, blocks, to),
                    failure -> failed(request, failure));
        } else {
            resolve(request, () -> new Position(to == 0 ? 0 : timeline.timeOf(to - 1), to));
        }
    }

    private void stepForward(ControlRequest request, List<PacedBlock> blocks, long to) {
        long now = loop.now();
        resolving = null;
        owed = false;
        for (PacedBlock block : blocks) {
            while (next < to && block.block.holds(next)) {
                emit(block);
            }
        }
        playhead = new Playhead(outTime, now, playhead.speed());
        lead = 0;
        changed(request, now);
        request.answer().ok(view(now), false);
        run();
        serve();
    }

    private void resolve(ControlRequest request, Supplier<Position> target) {
        resolving = request;
        waiting = false;
        loop.cancel(due);
        int maxRecent = engine.limits.maxRecent();
        offLoop(
                () -> Cue.at(timeline, initial, target.get(), maxRecent),
                cue -> seek(request, cue),
                failure -> failed(request, failure));
    }

    private void seek(ControlRequest request, Cue cue) {
        long now = loop.now();
        resolving = null;
        Position to = cue.position();
        Recording.Extent extent = tape.extent();
        PlaybackState.Mode wanted = request.action() == Action.PAUSE
                        || request.action() == Action.STEP
                        || (mode == PlaybackState.Mode.PAUSED && request.action() != Action.RESUME)
                ? PlaybackState.Mode.PAUSED
                : PlaybackState.Mode.PLAYING;
        boolean toLive = wanted == PlaybackState.Mode.PLAYING && to.next() >= extent.size() && !extent.ended();
        if (toLive && request.speed() != null && request.speed() != Speed.NORMAL) {
            refuse(request, ErrorCode.BAD_STATE, "at the live edge the speed is 1");
        } else {
            mode = wanted;
            playhead = new Playhead(to.timeNanos(), now, request.speed() == null ? playhead.speed() : request.speed());
            next = to.next();
            outTime = to.timeNanos();
            fold = cue.fold();
            lead = 0;
            owed = false;
            current = null;
            waitingForSessions = false;
            epoch++;
            audience.log.beginEpoch(epoch);
            if (toLive) {
                enterLive(now);
            }
            changed(request, now);
            audience.log.append(new LogEntry.Snapshot(
                    engine.protocol,
                    new Frame.Snapshot(epoch, to.index(), to.timeNanos(), cue.recent(), fold.encoded())));
            request.answer().ok(view(now), false);
        }
        run();
        serve();
    }

    private void failed(ControlRequest request, RuntimeException failure) {
        RefusedException refusal = Refusals.of(failure, key.gameId());
        resolving = null;
        refuse(request, refusal.code(), String.valueOf(refusal.getMessage()));
        run();
        serve();
    }

    private void refuse(ControlRequest request, ErrorCode code, String message) {
        request.answer().refused(code, message, view());
    }

    private void changed(ControlRequest request, long now) {
        revision++;
        say(request.action().wireName(), request.by(), now);
    }

    private void announce(long now) {
        PlaybackStatus status = status(now);
        if (status != announced) {
            String why = switch (status) {
                case ENDED -> "end";
                case STARTING, PLAYING, PAUSED, BUFFERING, LIVE -> status.wireName();
            };
            say(why, null, now);
        }
    }

    private void say(String why, @Nullable String who, long now) {
        cause = why;
        by = who;
        StateView view = view(now);
        announced = view.status();
        if (!members.isEmpty()) {
            audience.log.append(new LogEntry.ToAll(engine.encode(new Frame.State(view))));
        }
    }

    // Where the playback is.

    private boolean isUnpaced() {
        return pacing instanceof Pacing.Unpaced;
    }

    /** Whether events go out when they are there, without regard to the playhead. */
    private boolean flows() {
        return isUnpaced() || mode == PlaybackState.Mode.LIVE;
    }

    private boolean isAtEnd() {
        Recording.Extent extent = tape.extent();
        return extent.ended() && next >= extent.size();
    }

    private PlaybackStatus status(long now) {
        if (isAtEnd()) {
            return PlaybackStatus.ENDED;
        }
        if (mode == PlaybackState.Mode.PAUSED) {
            return PlaybackStatus.PAUSED;
        }
        if (playhead.anchorTick() - now > 0) {
            return PlaybackStatus.STARTING;
        }
        if (waiting && now - waitingSince >= BUFFERING_NOTICE) {
            return PlaybackStatus.BUFFERING;
        }
        return mode == PlaybackState.Mode.LIVE ? PlaybackStatus.LIVE : PlaybackStatus.PLAYING;
    }

    private long time(long now) {
        if (flows() || isAtEnd()) {
            return outTime;
        }
        return mode == PlaybackState.Mode.PAUSED ? playhead.anchorTime() : playhead.timeAt(now);
    }

    private Position position(long now) {
        return new Position(time(now), next);
    }

    private StateView view(long now) {
        return new StateView(
                revision, epoch, status(now), next - 1, time(now), playhead.speed(), cause, by, engine.wallMillis());
    }

    // What sessions are told.

    private void welcome(Member member, JoinRequest request, boolean created) {
        Command.Start start = request.start();
        Command.ResumePoint resume = start.resume();
        String why = resume == null ? null : whyNotRecovered(resume);
        boolean recovered = resume != null && why == null;
        List<String> ignored = created && request.mayShape() ? List.of() : request.givenOptions();
        Frame started = new Frame.Started(
                start.id(),
                id,
                tape.game(),
                type.name(),
                member.role(),
                may(member),
                view(),
                ignored,
                resume == null ? null : recovered,
                why);
        Frame.Snapshot seed = snapshotWithoutEvents();
        long from = audience.pin(member);
        tellPast(
                member,
                seed,
                recovered && resume != null ? resume.index() + 1 : -1,
                past -> {
                    List<WireMessage> prelude = new ArrayList<>();
                    prelude.add(engine.encode(started));
                    prelude.addAll(past);
                    member.connection().joined(member, subscription(member, from, seed), prelude);
                    if (maySeek(member)) {
                        sayOutlineTo(member, from);
                    }
                },
                failure -> {
                    leave(member, false);
                    member.connection().notJoined(start, Refusals.of(failure, key.gameId()));
                });
    }

    private @Nullable String whyNotRecovered(Command.ResumePoint resume) {
        if (!resume.playback().equals(id)) {
            // A playback of this manager that is not this one has ended; of any other, the server has started anew.
            return engine.isOwn(resume.playback()) ? "ended" : "restarted";
        }
        if (resume.epoch() != epoch) {
            return "seek";
        }
        boolean near = resume.index() >= -1
                && resume.index() < next
                && next - 1 - resume.index() <= engine.limits.maxCatchUp();
        return near ? null : "too_far";
    }

    private Subscription subscription(Member member, long from, Frame.Snapshot seed) {
        Subscription subscription =
                new Subscription(member, audience.group(member.connection().loop()), from, maySeek(member));
        subscription.saw(seed.epoch(), seed.index());
        return subscription;
    }

    private Frame.Snapshot snapshotWithoutEvents() {
        return new Frame.Snapshot(epoch, next - 1, time(loop.now()), List.of(), fold.encoded());
    }

    private WireMessage snapshot(Member member, Frame.Snapshot seed, List<GameEvent> recent) {
        Map<String, Payload> wanted = new LinkedHashMap<>(seed.tracks());
        wanted.keySet().removeIf(name -> !member.wants(name));
        return engine.encode(new Frame.Snapshot(seed.epoch(), seed.index(), seed.timeNanos(), recent, wanted));
    }

    /**
     * What a session needs before it reads the log: the events from {@code missedFrom} on, or a snapshot if that is −1. Now
     * if the events are at hand, otherwise when they were read.
     */
    private void tellPast(
            Member member,
            Frame.Snapshot seed,
            long missedFrom,
            Consumer<List<WireMessage>> then,
            Consumer<RuntimeException> failed) {
        long end = seed.index() + 1;
        long from = missedFrom >= 0 ? missedFrom : Math.max(0, end - engine.limits.maxRecent());
        Replay replay = missedFrom >= 0 ? new Replay(engine, timeline, initial, member, seed) : null;
        List<GameEvent> atHand = replay == null || !replay.folds() ? eventsAtHand(from, end) : null;
        if (atHand != null) {
            then.accept(replay == null ? List.of(snapshot(member, seed, atHand)) : replay.messages(atHand));
            return;
        }
        // Not offLoop: whoever joins is answered, whatever else is read meanwhile.
        engine.driver.block(() -> {
            try {
                List<GameEvent> events = timeline.events(from, end);
                List<WireMessage> messages =
                        replay == null ? List.of(snapshot(member, seed, events)) : replay.messages(events);
                loop.execute(() -> then.accept(messages));
            } catch (RuntimeException e) {
                loop.execute(() -> failed.accept(e));
            }
        });
    }

    private @Nullable List<GameEvent> eventsAtHand(long from, long to) {
        List<GameEvent> events = new ArrayList<>();
        for (long index = from; index < to; ) {
            PacedBlock block = timeline.cached(Block.numberOf(index));
            if (block == null || !block.block.holds(index)) {
                return null;
            }
            for (long end = Math.min(to, block.block.end()); index < end; index++) {
                events.add(block.paced(index));
            }
        }
        return events;
    }

    private void sayOutlineTo(Member member, long after) {
        engine.driver.block(() -> {
            Frame.Timeline frame = timeline.outline();
            member.connection().reply(audience.log, after, frame);
        });
    }

    private void sayOutline() {
        outlineDue = loop.now() + OUTLINE_INTERVAL;
        engine.driver.block(() -> {
            Frame.Timeline frame = timeline.outline();
            loop.execute(() -> {
                if (!killed && !members.isEmpty()) {
                    audience.log.append(new LogEntry.ToSeekers(engine.encode(frame)));
                    audience.flush();
                }
            });
        });
    }

    private void reply(Member member, Frame frame) {
        audience.flush();
        member.connection().reply(audience.log, audience.log.head(), frame);
    }

    private ControlRequest.Answer answerTo(Member member, @Nullable String commandId) {
        return new ControlRequest.Answer() {
            @Override
            public void ok(StateView state, boolean superseded) {
                reply(member, new Frame.Ok(commandId, state, superseded));
            }

            @Override
            public void refused(ErrorCode code, String message, StateView state) {
                reply(member, new Frame.Refusal(commandId, code, message, null, state));
            }

            @Override
            public void gone() {
                reply(member, new Frame.Refusal(commandId, ErrorCode.NOT_STARTED, "the playback is over", null, null));
            }
        };
    }

    private Set<Action> may(Member member) {
        Set<Action> may = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (!action.isControl() || allowed(action, member)) {
                may.add(action);
            }
        }
        return may;
    }

    private boolean maySeek(Member member) {
        return allowed(Action.SCRUB, member);
    }

    private boolean allowed(Action action, Member member) {
        try {
            return type.control().allows(action, member.role(), member.user());
        } catch (RuntimeException e) {
            LOG.warn("the control policy of type {} failed: {} is not allowed", type, action, e);
            return false;
        }
    }

    private void armIdle() {
        long wait = type.idle().toNanos();
        if (wait == 0) {
            kill("idle");
        } else {
            loop.arm(idle, loop.now() + wait);
        }
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
