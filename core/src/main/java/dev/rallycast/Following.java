package dev.rallycast;

import dev.rallycast.model.MatchTime;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.Target;
import dev.rallycast.time.Playhead;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What a state that another node anchored means on this one. */
final class Following {
    /** How long after a seek its first events still come one by one; by how much nodes may differ and still be together. */
    static final long AT_ONCE = TimeUnit.SECONDS.toNanos(2);

    private Following() {}

    /**
     * How the playhead moves, in ticks of this node.
     *
     * @param now by the shared clock
     * @param tick at the same moment
     */
    static Playhead playhead(PlaybackState theirs, Instant now, long tick) {
        return new Playhead(
                theirs.anchor().timeNanos(), theirs.anchorPicos(), tick - since(theirs, now), theirs.speed());
    }

    /** Where the playback is now, to go on from there. Blocks. */
    static Position place(PlaybackState theirs, Timeline timeline, Instant now) {
        if (theirs.mode() == Mode.LIVE) {
            return timeline.resolve(new Target.ToIndex(Long.MAX_VALUE), Position.START);
        }
        long since = since(theirs, now);
        return theirs.mode() == Mode.PAUSED || since <= AT_ONCE
                ? theirs.anchor()
                : timeline.behind(playhead(theirs, now, 0).timeAt(0));
    }

    /** The nanoseconds since the anchor, cut to what a playhead can still compute with. */
    private static long since(PlaybackState theirs, Instant now) {
        Duration since = Duration.between(theirs.anchoredAt(), now);
        Duration most = Duration.ofNanos(MatchTime.MAX_NANOS);
        if (since.compareTo(most) > 0) {
            return MatchTime.MAX_NANOS;
        }
        return since.compareTo(most.negated()) < 0 ? -MatchTime.MAX_NANOS : since.toNanos();
    }
}
