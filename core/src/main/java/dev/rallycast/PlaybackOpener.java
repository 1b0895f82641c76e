package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.time.Playhead;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides where and how a new playback begins. Works off the loops, since it reads the recording. */
final class PlaybackOpener {
    private final Engine engine;
    private final Tape tape;
    private final TrackFold initial;
    private final JoinRequest first;
    private final SchedulerType type;
    private final Command.StartOptions options;

    PlaybackOpener(Engine engine, Tape tape, TrackFold initial, JoinRequest first) {
        this.engine = engine;
        this.tape = tape;
        this.initial = initial;
        this.first = first;
        type = first.type();
        options = first.mayShape() ? first.start().options() : Command.StartOptions.NONE;
    }

    /**
     * A beginning to which only the moment is missing.
     *
     * @param scheduledStart when the recording's time 0 was or will be, if the playback is anchored to that
     */
    record Prepared(
            String id,
            Pacing pacing,
            Cue cue,
            PlaybackState.Mode mode,
            int speed,
            Duration startDelay,
            @Nullable Instant scheduledStart) {
        /** The beginning, at a tick and the wall-clock time of the same moment. */
        Playback.Opening openedAt(long now, Instant wallTime) {
            Playhead playhead = scheduledStart == null
                    ? new Playhead(cue.position().timeNanos(), now + Waits.nanos(startDelay), speed)
                    : broadcast(now, nanosBetween(scheduledStart, wallTime));
            return new Playback.Opening(id, pacing, cue, mode, playhead, 0, 0);
        }

        private Playhead broadcast(long now, long elapsed) {
            // At 1x since the scheduled start; only from now on as this start asks for.
            return elapsed < 0 || (speed == Speed.NORMAL && mode == PlaybackState.Mode.PLAYING)
                    ? new Playhead(0, now - elapsed, speed)
                    : new Playhead(0, now - elapsed, Speed.NORMAL).anchoredAt(now, speed);
        }
    }

    /**
     * Reads what the beginning needs. Blocks.
     *
     * @throws RefusedException if the start options make no sense
     */
    Prepared prepare(SchedulerKey key) {
        if (options.delayNanos() != null && options.maxGapNanos() != null) {
            throw new RefusedException(
                    ErrorCode.BAD_REQUEST, "delay and max_gap exclude each other: a fixed delay has no gaps to cap");
        }
        if (options.speed() != null && !Speed.isValid(options.speed())) {
            throw new RefusedException(ErrorCode.OUT_OF_RANGE, Speed.outOfRange(options.speed()));
        }
        Pacing pacing = pacing();
        Timeline timeline = tape.timeline(pacing);
        Instant scheduledStart =
                type.anchor() == SchedulerType.Anchor.BROADCAST ? tape.game().scheduledStart() : null;
        Position position =
                scheduledStart == null ? sessionStart(timeline) : broadcastPosition(timeline, scheduledStart);
        return new Prepared(
                scheduledStart == null ? engine.newPlaybackId() : broadcastId(key, scheduledStart),
                pacing,
                Cue.at(timeline, initial, position, 0),
                Boolean.TRUE.equals(options.paused()) ? PlaybackState.Mode.PAUSED : PlaybackState.Mode.PLAYING,
                options.speed() == null ? Speed.NORMAL : options.speed(),
                type.startDelay(),
                scheduledStart);
    }

    /**
     * Reads what is needed to follow a playback that another node made. Blocks.
     *
     * @throws RefusedException if this node has another content of the recording
     */
    Playback.Opening follow(PlaybackState theirs, Loop loop) {
        if (!theirs.incarnation().equals(tape.incarnation())) {
            throw new RefusedException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "the recording of game \"" + theirs.gameId() + "\" has changed since this playback began");
        }
        Timeline timeline = tape.timeline(theirs.pacing());
        Position place = Following.place(theirs, timeline, engine.sharedTime());
        return new Playback.Opening(
                theirs.playback(),
                theirs.pacing(),
                Cue.at(timeline, initial, place, 0),
                theirs.mode(),
                Following.playhead(theirs, engine.sharedTime(), loop.tick()),
                theirs.revision(),
                theirs.epoch());
    }

    private Pacing pacing() {
        try {
            if (options.delayNanos() != null) {
                if (options.delayNanos() == 0 && !type.singleUser()) {
                    throw new RefusedException(
                            ErrorCode.BAD_REQUEST,
                            "delay 0 plays as fast as one user takes it, which a shared " + type + " playback can't");
                }
                return Pacing.fixed(Duration.ofNanos(options.delayNanos()));
            }
            return options.maxGapNanos() == null
                    ? Pacing.recorded()
                    : Pacing.cappedGaps(Duration.ofNanos(options.maxGapNanos()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ErrorCode.OUT_OF_RANGE, String.valueOf(e.getMessage()));
        }
    }

    private Position sessionStart(Timeline timeline) {
        if (options.from() != null) {
            return timeline.resolve(options.from(), Position.START);
        }
        Command.ResumePoint resume = first.start().resume();
        if (resume != null && first.mayShape()) {
            // The playback that the client was in is gone: a controller goes on where it was.
            long next = Math.max(-1, Math.min(resume.index(), Long.MAX_VALUE - 1)) + 1;
            return timeline.resolve(new Target.ToIndex(next), Position.START);
        }
        Recording.Extent extent = tape.extent();
        if (!extent.ended() && !first.may(Action.SCRUB)) {
            return timeline.resolve(new Target.ToIndex(extent.size()), Position.START);
        }
        return Position.START;
    }

    private Position broadcastPosition(Timeline timeline, Instant scheduledStart) {
        long elapsed = nanosBetween(scheduledStart, engine.wallTime());
        if (elapsed < 0) {
            return Position.START;
        }
        return timeline.behind(elapsed);
    }

    /** The same for each playback of the same broadcast, so that clients can resume in a later one. */
    private static String broadcastId(SchedulerKey key, Instant scheduledStart) {
        return key.type() + "@" + scheduledStart + (key.owner().isEmpty() ? "" : "/" + key.owner()) + "/"
                + key.gameId();
    }

    /** Cut to what a playhead can still compute with. */
    private static long nanosBetween(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        Duration most = Duration.ofNanos(MatchTime.MAX_NANOS);
        if (between.compareTo(most) > 0) {
            return MatchTime.MAX_NANOS;
        }
        return between.compareTo(most.negated()) < 0 ? -MatchTime.MAX_NANOS : between.toNanos();
    }
}
