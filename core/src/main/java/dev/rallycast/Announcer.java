package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.StateView;
import dev.rallycast.protocol.WireMessage;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a playback says to its audience: events and what tracks make of them, and changes of its state. While nobody is
 * there, nothing is encoded, but the tracks fold on. Loop only.
 */
final class Announcer {
    private final Engine engine;
    private final Loop loop;
    private final PlayState state;
    private final AudienceLog log;
    private final Supplier<PlaybackStatus> status;
    private final BooleanSupplier isolated;
    private final BooleanSupplier nobodyThere;
    private TrackFold fold;
    private String cause;
    private @Nullable String by;
    private volatile PlaybackStatus announced;

    /**
     * An announcer that has said nothing yet.
     *
     * @param fold the tracks' states at the beginning
     * @param by the id of the user who began it
     */
    Announcer(
            Engine engine,
            Loop loop,
            PlayState state,
            AudienceLog log,
            TrackFold fold,
            Supplier<PlaybackStatus> status,
            BooleanSupplier isolated,
            BooleanSupplier nobodyThere,
            String cause,
            @Nullable String by) {
        this.engine = engine;
        this.loop = loop;
        this.state = state;
        this.log = log;
        this.fold = fold;
        this.status = status;
        this.isolated = isolated;
        this.nobodyThere = nobodyThere;
        this.cause = cause;
        this.by = by;
        announced = state.status(loop.now());
    }

    /** Lets the next event out, which the block holds; it was due at a tick, or {@link Loop#NEVER}. */
    void emit(PacedBlock block, long due) {
        long index = state.next();
        GameEvent event = block.paced(index);
        state.passed(event.timeNanos());
        if (nobodyThere.getAsBoolean()) {
            fold.applySilently(block.recorded(index));
            return;
        }
        Frame frame = new Frame.Event(state.epoch(), event, engine.wallMillis());
        log.append(new LogEntry.Event(state.epoch(), index, due, engine.encode(frame)));
        fold.apply(block.recorded(index), (track, data) -> emit(track, event, data));
    }

    /** The position has been moved to a place, which began an epoch. */
    void moved(Cue cue) {
        fold = cue.fold();
        log.beginEpoch(state.epoch());
    }

    /** The status that clients were told last. Any thread. */
    PlaybackStatus status() {
        return announced;
    }

    /** Says that the state has changed, and why. */
    void changed(String why, @Nullable String who) {
        cause = why;
        by = who;
        StateView view = view();
        announced = view.status();
        say(new LogEntry.ToAll(engine.encode(new Frame.State(view))));
    }

    /** Says how things are, for another reason than that the state was changed. */
    void repeat() {
        changed(cause, by);
    }

    /** Says so if the status has changed by itself. */
    void checkStatus() {
        PlaybackStatus now = status.get();
        if (now != announced) {
            changed(now == PlaybackStatus.ENDED ? "end" : now.wireName(), null);
        }
    }

    /** Says something to everyone who is there. */
    void say(LogEntry entry) {
        if (!nobodyThere.getAsBoolean()) {
            log.append(entry);
        }
    }

    /** What clients are told of the playback now. */
    StateView view() {
        return new StateView(
                state.revision(),
                state.epoch(),
                status.get(),
                state.next() - 1,
                state.time(loop.now()),
                state.speed(),
                cause,
                by,
                isolated.getAsBoolean(),
                engine.wallMillis());
    }

    /** Where the playback is, with these as the recent events. */
    Frame.Snapshot snapshot(List<GameEvent> recent) {
        return new Frame.Snapshot(state.epoch(), state.next() - 1, state.time(loop.now()), recent, fold.encoded());
    }

    private void emit(int track, GameEvent event, Payload data) {
        String name = fold.name(track);
        WireMessage message =
                engine.encode(new Frame.Track(name, state.epoch(), event.index(), event.timeNanos(), data));
        switch (fold.delivery(track)) {
            case LOSSLESS -> log.append(new LogEntry.OfTrack(state.epoch(), event.index(), name, message));
            case LATEST ->
                log.appendLatest(track, new LogEntry.LatestOfTrack(state.epoch(), event.index(), track, name, message));
            case BOUNDED ->
                log.append(new LogEntry.BoundedOfTrack(
                        state.epoch(),
                        event.index(),
                        track,
                        name,
                        message,
                        log.count(track),
                        engine.limits.maxTrackBacklog(),
                        engine.protocol));
            case VOLATILE ->
                log.append(new LogEntry.VolatileOfTrack(state.epoch(), event.index(), name, message, loop.now()));
            case AGGREGATED ->
                log.appendLatest(
                        track,
                        new LogEntry.AggregatedOfTrack(
                                state.epoch(), event, track, name, message, data, fold, engine.protocol));
        }
    }
}
