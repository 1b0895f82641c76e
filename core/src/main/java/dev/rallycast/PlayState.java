package dev.rallycast;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.time.Playhead;

/**
 * Where a playback is and how it moves: the rules of time, free of reading, sending and sessions. The playhead is anchored
 * anew only when somebody pauses, resumes, seeks or changes the speed, and when the edge of a growing recording is reached.
 */
final class PlayState {
    private final Tape tape;
    private final boolean unpaced;

    private Mode mode;
    private Playhead playhead;
    private long next;
    /** Match time of the last event that is out, or of the place that was sought. */
    private long outTime;
    /** While paused: what is left of the start delay. */
    private long lead;
    /** While paused: whether events may be missing that were due before the pause. */
    private boolean owing;
    /** While owing: the event up to which they may be missing, or beyond all events if the anchor's time says which. */
    private long owedUntil = Long.MAX_VALUE;

    private long revision;
    private long epoch;

    PlayState(Tape tape, Playback.Opening opening, long now) {
        this.tape = tape;
        Position position = opening.cue().position();
        revision = opening.revision();
        epoch = opening.epoch();
        unpaced = opening.pacing() instanceof Pacing.Unpaced;
        mode = opening.mode();
        playhead = opening.playhead();
        next = position.next();
        outTime = position.timeNanos();
        // A playback that begins paused has all of its start delay before it.
        lead = mode == Mode.PAUSED ? Math.max(0, playhead.anchorTick() - now) : 0;
        if (!isStarting(now) && isAtLiveEdge()) {
            enterLive(now);
        }
    }

    private PlayState(PlayState other) {
        tape = other.tape;
        unpaced = other.unpaced;
        mode = other.mode;
        playhead = other.playhead;
        next = other.next;
        outTime = other.outTime;
        lead = other.lead;
        owing = other.owing;
        owedUntil = other.owedUntil;
        revision = other.revision;
        epoch = other.epoch;
    }

    /** A copy to try a change on. */
    PlayState copy() {
        return new PlayState(this);
    }

    /** Takes over a copy that was changed. What went out meanwhile stays out. */
    void become(PlayState changed) {
        if (changed.epoch != epoch || changed.next > next) {
            next = changed.next;
            outTime = changed.outTime;
        }
        mode = changed.mode;
        playhead = changed.playhead;
        lead = changed.lead;
        owing = changed.owing;
        owedUntil = changed.owedUntil;
        revision = changed.revision;
        epoch = changed.epoch;
    }

    /**
     * Takes over how another node goes on, halts or changed the rate, in the same epoch. What is out stays out; while paused,
     * what is not out yet but was on that node comes out.
     *
     * @param until the first event that was not out there
     */
    void adopt(Mode wanted, Playhead moves, long until, long agreedRevision, long now) {
        mode = wanted;
        playhead = wanted == Mode.LIVE ? new Playhead(outTime, now, Speed.NORMAL) : moves;
        lead = 0;
        owing = wanted == Mode.PAUSED && next < until;
        owedUntil = until;
        revision = agreedRevision;
        if (!isStarting(now) && isAtLiveEdge()) {
            enterLive(now);
        }
    }

    /** Goes where another node went, which began an epoch. */
    void adopt(Mode wanted, Playhead moves, Position to, long agreedRevision, long agreedEpoch, long now) {
        next = to.next();
        outTime = to.timeNanos();
        epoch = agreedEpoch;
        adopt(wanted, moves, to.next(), agreedRevision, now);
    }

    /** Whether the playhead moves as a state says that was agreed on, so that it can be corrected by that. */
    boolean isMovedBy(PlaybackState agreed) {
        return mode == Mode.PLAYING
                && agreed.mode() == Mode.PLAYING
                && revision == agreed.revision()
                && !unpaced
                && playhead.anchorTime() == agreed.anchor().timeNanos()
                && playhead.anchorPicos() == agreed.anchorPicos()
                && playhead.speed() == agreed.speed();
    }

    /** Corrects the playhead, in the middle of its way. */
    void retime(Playhead moves) {
        playhead = moves;
    }

    Mode mode() {
        return mode;
    }

    /** The first event that is not out. */
    long next() {
        return next;
    }

    long revision() {
        return revision;
    }

    long epoch() {
        return epoch;
    }

    int speed() {
        return playhead.speed();
    }

    boolean isUnpaced() {
        return unpaced;
    }

    boolean isPaused() {
        return mode == Mode.PAUSED;
    }

    /** Whether events may go out, now or later, without anybody doing anything. */
    boolean runs() {
        return mode != Mode.PAUSED || owing;
    }

    /** Whether all events of a recording that carries its end mark are out. */
    boolean isAtEnd() {
        var extent = tape.extent();
        return extent.ended() && next >= extent.size();
    }

    /** Whether a start delay, or the wait for a scheduled start, is still running. */
    boolean isStarting(long now) {
        return mode != Mode.PAUSED && playhead.anchorTick() - now > 0;
    }

    /** The tick at which the start delay is over. */
    long startTick() {
        return playhead.anchorTick();
    }

    /** Whether events go out when they are there, without regard to the playhead. */
    boolean flows() {
        return unpaced || mode == Mode.LIVE;
    }

    /** The tick at which an event of this match time is due, while events do not flow. */
    long dueTick(long time) {
        return playhead.tickAt(time);
    }

    /** While paused: whether the next event, of this match time, was due before the pause. */
    boolean owes(long time) {
        return owing && (owedUntil == Long.MAX_VALUE ? time <= playhead.anchorTime() : next < owedUntil);
    }

    /** Everything that was due before the pause is out. */
    void settled() {
        owing = false;
    }

    /** The next event, of this match time, is out. */
    void passed(long time) {
        next++;
        outTime = time;
    }

    /** The playhead's match time. */
    long time(long now) {
        if (flows() || isAtEnd()) {
            return outTime;
        }
        return mode == Mode.PAUSED ? playhead.anchorTime() : playhead.timeAt(now);
    }

    /** How far what is out is ahead of the playhead, in match time: when other nodes turned out to be further back. */
    long aheadBy(long now) {
        return outTime - time(now);
    }

    Position position(long now) {
        return new Position(time(now), next);
    }

    /** The playhead as another node would need it. */
    Playhead playhead(long now) {
        return mode != Mode.PAUSED && flows() ? new Playhead(outTime, now, playhead.speed()) : playhead;
    }

    /** Counts an accepted change. */
    void changed() {
        revision++;
    }

    /** Goes on, halts or changes the rate where it is. */
    void change(Mode wanted, int speed, long now) {
        boolean halts = wanted == Mode.PAUSED;
        // The rest of the start delay is wall time, and so does not depend on the speed.
        long rest = mode == Mode.PAUSED ? lead : Math.max(0, playhead.anchorTick() - now);
        Playhead here = anchoredNow(now, rest);
        lead = halts ? rest : 0;
        playhead = new Playhead(here.anchorTime(), here.anchorPicos(), halts ? now : now + rest, speed);
        // What was due before the pause and is not out yet still comes out.
        if (mode != Mode.PAUSED) {
            owedUntil = Long.MAX_VALUE;
        }
        owing = halts && (mode == Mode.PAUSED ? owing : rest == 0 && !flows());
        mode = wanted;
        if (rest == 0 && isAtLiveEdge()) {
            enterLive(now);
        }
    }

    /** Whether the playback is live, or would be if it went on where it is paused. */
    boolean isLiveWhenRunning() {
        return mode == Mode.LIVE || (mode == Mode.PAUSED && lead == 0 && isBehindAll() && !isAtEnd());
    }

    /** Goes to a place, which begins a new epoch. */
    void seek(Position to, Mode wanted, int speed, long now) {
        mode = wanted;
        next = to.next();
        outTime = to.timeNanos();
        playhead = new Playhead(outTime, now, speed);
        lead = 0;
        owing = false;
        epoch++;
        if (isAtLiveEdge()) {
            enterLive(now);
        }
    }

    /** Goes to the edge of a growing recording, or where it was a moment ago, which begins a new epoch. */
    void seekLive(Position to, long now) {
        seek(to, Mode.LIVE, Speed.NORMAL, now);
    }

    /** Goes to the place where the playhead is, past events that should have been out: a new epoch, the same clock. */
    void skip(Position to) {
        next = to.next();
        outTime = to.timeNanos();
        epoch++;
    }

    /** Sets the clock back by so many nanoseconds, as if they had not passed. */
    void slip(long lateness) {
        playhead = new Playhead(
                playhead.anchorTime(), playhead.anchorPicos(), playhead.anchorTick() + lateness, playhead.speed());
    }

    /** Stands behind the event before {@code to}, of this match time, after steps forward. */
    void haltBehind(long to, long time, long now) {
        mode = Mode.PAUSED;
        next = to;
        outTime = time;
        playhead = new Playhead(outTime, now, playhead.speed());
        lead = 0;
        owing = false;
    }

    /**
     * There is no further event yet: at a growing edge the playback becomes live, at an end it stops being so.
     *
     * @return whether it has become live
     */
    boolean reachedEdge(long now) {
        owing = false;
        if (isAtLiveEdge()) {
            enterLive(now);
            return true;
        }
        if (mode == Mode.LIVE && isAtEnd()) {
            mode = Mode.PLAYING;
            playhead = new Playhead(outTime, now, Speed.NORMAL);
        }
        return false;
    }

    private boolean isAtLiveEdge() {
        return mode == Mode.PLAYING && isBehindAll() && !isAtEnd();
    }

    private boolean isBehindAll() {
        return next >= tape.extent().size();
    }

    private void enterLive(long now) {
        mode = Mode.LIVE;
        playhead = new Playhead(outTime, now, Speed.NORMAL);
    }

    private Playhead anchoredNow(long now, long rest) {
        if (mode == Mode.PAUSED || rest > 0) {
            return playhead;
        }
        return flows() || isAtEnd()
                ? new Playhead(outTime, now, playhead.speed())
                : playhead.anchoredAt(now, playhead.speed());
    }

    /** What clients are told, as far as it does not depend on storage. */
    PlaybackStatus status(long now) {
        if (isAtEnd()) {
            return PlaybackStatus.ENDED;
        }
        if (isPaused()) {
            return PlaybackStatus.PAUSED;
        }
        if (isStarting(now)) {
            return PlaybackStatus.STARTING;
        }
        return mode() == Mode.LIVE ? PlaybackStatus.LIVE : PlaybackStatus.PLAYING;
    }
}
