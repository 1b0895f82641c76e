package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * All that is needed to compute which event is due when: nothing in it changes while a playback just plays. Immutable.
 *
 * @param playback names one shared playback
 * @param gameId the recording
 * @param incarnation which content of the recording, see {@code Recording.incarnation()}
 * @param pacing how events are spread over match time
 * @param revision counts accepted changes, from 0
 * @param epoch rises when a command moves the position, from 0
 * @param mode whether the playhead runs
 * @param anchor the position at the anchor instant
 * @param anchorPicos the fraction of a nanosecond of the anchor's time, in picoseconds, 0 to 999
 * @param anchoredAt the wall-clock instant at which the playhead stood, or will stand (a start delay), at the anchor
 * @param speed rate in thousandths; survives a pause
 */
public record PlaybackState(
        String playback,
        String gameId,
        String incarnation,
        Pacing pacing,
        long revision,
        long epoch,
        Mode mode,
        Position anchor,
        int anchorPicos,
        Instant anchoredAt,
        int speed) {
    /** Whether the playhead runs. */
    public enum Mode {
        PLAYING,
        PAUSED,
        /** At the growing edge of a recording. */
        LIVE
    }

    /** Checks that nothing is missing. */
    public PlaybackState {
        requireNonNull(playback, "playback");
        requireNonNull(gameId, "gameId");
        requireNonNull(incarnation, "incarnation");
        requireNonNull(pacing, "pacing");
        requireNonNull(mode, "mode");
        requireNonNull(anchor, "anchor");
        requireNonNull(anchoredAt, "anchoredAt");
        Speed.require(speed);
    }
}
