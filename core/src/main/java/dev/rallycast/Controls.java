package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The changes that are asked of a playback, done one after the other. A seek takes reading, which happens elsewhere: nothing
 * goes out meanwhile, and what is asked for in the meantime waits, except that of several seeks in a row the newest replaces
 * the others. Loop only.
 */
final class Controls {
    private static final int MAX_CONFLICTS = 16;

    private static final String NO_EDGE = "the recording has ended: it has no live edge";

    private final Engine engine;
    private final Loop loop;
    private final Playback playback;
    private final PlayState state;
    private final Timeline timeline;
    private final TrackFold initial;
    private final Errand errand;
    private final Deque<ControlRequest> requests = new ArrayDeque<>(1);
    /** The request whose target is being looked up. */
    private @Nullable ControlRequest resolving;

    /** Asks the other nodes, if there are any. */
    private final @Nullable Agreement agreement;

    private final Follower follower;

    /** How often in a row another node's change came first. */
    private int conflicts;

    Controls(Engine engine, Playback playback, PlayState state, Timeline timeline, TrackFold initial) {
        this.engine = engine;
        this.playback = playback;
        this.state = state;
        this.timeline = timeline;
        this.initial = initial;
        loop = playback.loop();
        errand = new Errand(engine.driver, loop);
        Sharing sharing = playback.sharing();
        agreement = sharing == null ? null : new Agreement(sharing);
        follower = new Follower(engine, playback, this, state, timeline, initial);
    }

    Follower follower() {
        return follower;
    }

    /** Whether the position is about to be moved, so that nothing goes out. */
    boolean isResolving() {
        return resolving != null || (agreement != null && agreement.isMoving());
    }

    /** Whether a change is under way, which others wait for. */
    boolean isBusy() {
        return resolving != null || (agreement != null && agreement.isAsking());
    }

    /** Does what somebody asks for who may, after what was asked for before. */
    void submit(ControlRequest request) {
        if (request.replacesSeeks() && isSureToCount(request)) {
            replaceSeeks();
        }
        requests.add(request);
        serve();
    }

    /** The playback is over: nothing more is done. */
    void abandon() {
        ControlRequest lookedUp = resolving;
        ControlRequest proposed = agreement == null ? null : agreement.giveUp();
        resolving = null;
        errand.callOff();
        follower.putOff();
        if (lookedUp != null) {
            lookedUp.answer().gone();
        }
        if (proposed != null) {
            proposed.answer().gone();
        }
        for (ControlRequest request = requests.poll(); request != null; request = requests.poll()) {
            request.answer().gone();
        }
    }

    /** Whether a seek's revision is right when its turn comes, so that it may take the place of others. */
    private boolean isSureToCount(ControlRequest seek) {
        ControlRequest pending = resolving;
        return seek.revision() == null
                || (seek.revision() == state.revision()
                        && (pending == null || pending.isPlainSeek())
                        && requests.stream().allMatch(ControlRequest::isPlainSeek));
    }

    private void replaceSeeks() {
        for (ControlRequest last = requests.peekLast();
                last != null && last.isPlainSeek();
                last = requests.peekLast()) {
            requests.removeLast();
            last.answer().ok(playback.view(), true);
        }
        ControlRequest pending = resolving;
        if (requests.isEmpty() && pending != null && pending.isPlainSeek()) {
            resolving = null;
            errand.callOff();
            pending.answer().ok(playback.view(), true);
        }
    }

    private void serve() {
        while (!isBusy()) {
            ControlRequest request = requests.poll();
            if (request == null) {
                return;
            }
            begin(request);
        }
    }

    private void begin(ControlRequest request) {
        playback.run();
        Target to = request.to();
        if (request.revision() != null && request.revision() != state.revision()) {
            refuse(
                    request,
                    ErrorCode.STALE_REVISION,
                    "the command was based on revision " + request.revision() + ", now it is " + state.revision());
        } else if (request.speed() != null && !Speed.isValid(request.speed())) {
            refuse(request, ErrorCode.OUT_OF_RANGE, Speed.outOfRange(request.speed()));
        } else if (request.action() == Action.STEP) {
            step(request);
        } else if (request.action() == Action.LIVE) {
            goLive(request);
        } else if (to != null) {
            Position from = state.position(loop.now());
            resolve(request, () -> timeline.resolve(to, from));
        } else if (request.action() == Action.RESUME && state.isAtEnd()) {
            resolve(request, () -> Position.START);
        } else {
            change(request);
        }
    }

    private void change(ControlRequest request) {
        int speed = request.speed() == null ? state.speed() : request.speed();
        Mode wanted = switch (request.action()) {
            case PAUSE -> Mode.PAUSED;
            case RESUME, LIVE -> state.isPaused() ? Mode.PLAYING : state.mode();
            default -> state.mode();
        };
        boolean live = wanted == Mode.PAUSED ? state.mode() == Mode.LIVE : state.isLiveWhenRunning();
        if (live && request.speed() != null && speed != Speed.NORMAL) {
            refuse(request, ErrorCode.BAD_STATE, "at the live edge the speed is 1");
            return;
        }
        if (wanted != state.mode() || speed != state.speed()) {
            PlayState changed = state.copy();
            changed.change(wanted, speed, loop.now());
            agree(request, changed, request.action().wireName(), () -> {
                state.become(changed);
                playback.changed(request.action().wireName(), request.by());
                request.answer().ok(playback.view(), false);
                playback.run();
            });
            return;
        }
        request.answer().ok(playback.view(), false);
        playback.run();
    }

    /** Lets a paused playback go on which nobody is left to release. */
    void release() {
        playback.run();
        PlayState changed = state.copy();
        changed.change(Mode.PLAYING, state.speed(), loop.now());
        agree(null, changed, "released", () -> {
            state.become(changed);
            playback.changed("released", null);
            playback.run();
        });
    }

    private void goLive(ControlRequest request) {
        Recording.Extent extent = timeline.tape.extent();
        if (extent.ended()) {
            refuse(request, ErrorCode.BAD_STATE, NO_EDGE);
        } else if (state.next() >= extent.size()) {
            change(request);
        } else {
            resolve(request, () -> timeline.resolve(new Target.ToIndex(Long.MAX_VALUE), Position.START));
        }
    }

    private void step(ControlRequest request) {
        if (!state.isPaused() && !state.isAtEnd()) {
            refuse(request, ErrorCode.BAD_STATE, "step works only while paused");
            return;
        }
        long from = state.next();
        long to = Math.max(
                0, Math.min(from + request.count(), timeline.tape.extent().size()));
        if (to == from) {
            request.answer().ok(playback.view(), false);
        } else if (to > from && to - from <= engine.limits.maxCatchUp()) {
            lookUp(request, () -> blocks(from, to), blocks -> stepForward(request, blocks, to));
        } else {
            resolve(request, () -> new Position(to == 0 ? 0 : timeline.timeOf(to - 1), to));
        }
    }

    private List<PacedBlock> blocks(long from, long to) {
        List<PacedBlock> blocks = new ArrayList<>();
        for (long number = Block.numberOf(from); number <= Block.numberOf(to - 1); number++) {
            blocks.add(timeline.load(number));
        }
        return blocks;
    }

    private void stepForward(ControlRequest request, List<PacedBlock> blocks, long to) {
        PlayState changed = state.copy();
        changed.haltBehind(to, blocks.get(blocks.size() - 1).time(to - 1), loop.now());
        agree(request, changed, request.action().wireName(), () -> {
            for (PacedBlock block : blocks) {
                while (state.next() < to && block.block.holds(state.next())) {
                    playback.announcer().emit(block, Loop.NEVER);
                }
            }
            state.become(changed);
            playback.changed(request.action().wireName(), request.by());
            request.answer().ok(playback.view(), false);
        });
    }

    private void resolve(ControlRequest request, Supplier<Position> target) {
        int maxRecent = engine.limits.maxRecent();
        lookUp(request, () -> Cue.at(timeline, initial, target.get(), maxRecent), cue -> seek(request, cue));
    }

    private void seek(ControlRequest request, Cue cue) {
        Position to = cue.position();
        Recording.Extent extent = timeline.tape.extent();
        if (request.action() == Action.LIVE && extent.ended()) {
            refuse(request, ErrorCode.BAD_STATE, NO_EDGE);
            return;
        }
        boolean halts = request.action() == Action.PAUSE
                || request.action() == Action.STEP
                || (state.isPaused() && request.action() != Action.RESUME && request.action() != Action.LIVE);
        // At the live edge also if it has moved on since it was looked for: what came is out at once.
        boolean toLive = request.action() == Action.LIVE || (!halts && to.next() >= extent.size() && !extent.ended());
        int speed = request.speed() == null ? state.speed() : request.speed();
        if (toLive && request.speed() != null && speed != Speed.NORMAL) {
            refuse(request, ErrorCode.BAD_STATE, "at the live edge the speed is 1");
            return;
        }
        PlayState changed = state.copy();
        if (toLive) {
            changed.seekLive(to, loop.now());
        } else {
            changed.seek(to, halts ? Mode.PAUSED : Mode.PLAYING, speed, loop.now());
        }
        agree(request, changed, request.action().wireName(), () -> {
            state.become(changed);
            playback.moved(cue, request.action().wireName(), request.by());
            request.answer().ok(playback.view(), false);
        });
    }

    /**
     * Makes a change once the other nodes that show this playback agree, at once if there are none. If another change comes
     * first, the request is looked at again on top of that.
     *
     * @param request what the change is made for, or null if nobody asked
     * @param then makes the change
     */
    private void agree(@Nullable ControlRequest request, PlayState changed, String cause, Runnable then) {
        changed.changed();
        if (agreement == null) {
            then.run();
            return;
        }
        Shared next = playback.share(changed, cause, request == null ? null : request.by());
        agreement.ask(request, next, changed.epoch() != state.epoch(), new Agreement.Answer() {
            @Override
            public void accepted() {
                conflicts = 0;
                then.run();
                goOn();
            }

            @Override
            public void acceptedLate() {
                follower.adopt(next);
            }

            @Override
            public void conflict() {
                if (request != null && ++conflicts <= MAX_CONFLICTS) {
                    requests.addFirst(request);
                } else if (request != null) {
                    conflicts = 0;
                    refuse(request, ErrorCode.OVERLOADED, "too many change this playback at once");
                }
                goOn();
            }

            @Override
            public void failed() {
                if (request != null) {
                    refuse(request, ErrorCode.CLUSTER_UNAVAILABLE, "the other servers can't be reached now");
                }
                goOn();
            }
        });
    }

    /** Leaves out what should have been out already: goes to where the clock is, which runs on as it was. */
    void skip(Runnable failed) {
        long time = state.time(loop.now());
        int maxRecent = engine.limits.maxRecent();
        lookUp(
                ControlRequest.unasked(Action.SCRUB, failed),
                () -> Cue.at(timeline, initial, timeline.behind(time), maxRecent),
                cue -> {
                    state.skip(cue.position());
                    state.changed();
                    playback.moved(cue, "skip", null);
                });
    }

    /** Does what takes reading, and then goes on; what is asked for meanwhile waits. */
    <T> void lookUp(ControlRequest request, Supplier<T> work, Consumer<T> then) {
        resolving = request;
        playback.halt();
        errand.send(
                work,
                found -> {
                    resolving = null;
                    then.accept(found);
                    goOn();
                },
                failure -> {
                    resolving = null;
                    RefusedException refusal =
                            Refusals.of(failure, timeline.tape.game().id());
                    refuse(request, refusal.code(), String.valueOf(refusal.getMessage()));
                    goOn();
                });
    }

    private void goOn() {
        playback.run();
        follower.catchUp();
        serve();
    }

    private void refuse(ControlRequest request, ErrorCode code, String message) {
        request.answer().refused(code, message, playback.view());
    }
}
