package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Position;
import java.util.List;
import java.util.Map;

/**
 * All that is needed to go on from a place in a recording.
 *
 * @param position the place
 * @param fold the tracks' states there
 * @param recent the last events before it, at their match times
 */
record Cue(Position position, TrackFold fold, List<GameEvent> recent) {
    /** Prepares a place: folds the tracks from the nearest keyframe. Blocks. */
    static Cue at(Timeline timeline, TrackFold initial, Position position, int maxRecent) {
        long next = position.next();
        return new Cue(
                position, fold(timeline.tape, initial, next), timeline.events(Math.max(0, next - maxRecent), next));
    }

    /** The tracks' states before the event {@code next}. Blocks. */
    static TrackFold fold(Tape tape, TrackFold initial, long next) {
        Keyframes keyframes = tape.keyframes();
        Map.Entry<Long, TrackFold> nearest = keyframes.nearest(next);
        TrackFold fold = nearest == null ? initial.copy() : nearest.getValue().as(initial);
        long index = nearest == null ? 0 : nearest.getKey();
        while (index < next && !fold.isEmpty()) {
            Block block = tape.peek(Block.numberOf(index));
            long end = Math.min(next, block.end());
            if (end <= index) {
                throw new IllegalStateException(
                        "event " + index + " of game " + tape.game().id() + " can't be read");
            }
            for (; index < end; index++) {
                fold.applySilently(block.event(index));
            }
            // Keyframes are for all playbacks of the recording, also for those whose tracks are all well.
            if (keyframes.wants(index) && !fold.isBroken()) {
                keyframes.offer(index, fold);
            }
        }
        return fold;
    }
}
