package dev.rallycast.protocol;

import dev.rallycast.model.PlaybackStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state of a playback as clients are told it.
 *
 * @param revision counts accepted changes
 * @param epoch rises when a command moves the position
 * @param status what the playback is doing
 * @param index the last event that is out, −1 before the first
 * @param timeNanos the playhead's match time
 * @param speed rate in thousandths
 * @param cause what changed it: an action's name, or {@code end}, {@code live}, {@code buffering}, {@code playing},
 *     {@code skip}, {@code slip}, {@code released}
 * @param by the id of the user who did, or null if nobody did
 * @param isolated whether the servers that share the playback can't be reached now: it goes on, but can't be changed
 * @param atMillis the wall-clock time at which all this held, in milliseconds since 1970
 */
public record StateView(
        long revision,
        long epoch,
        PlaybackStatus status,
        long index,
        long timeNanos,
        int speed,
        String cause,
        @Nullable String by,
        boolean isolated,
        long atMillis) {}
