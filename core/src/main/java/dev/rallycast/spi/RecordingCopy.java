package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies a recording from one storage to another, whatever they are. What an interrupted copy left in the target is compared with the
 * source and gone on with. Times that the source lifted are copied as they are read; the copy has an incarnation of its own.
 */
public final class RecordingCopy {
    /** Hears how far a copy is. */
    @FunctionalInterface
    public interface Progress {
        /** Hears nothing. */
        Progress NONE = (events, total) -> {};

        /**
         * Called on the thread that copies, after each batch and at the end. What it throws ends the copy, which can be gone on with.
         *
         * @param events how many events the target has that were compared or copied
         * @param total how many the source has now
         */
        void reached(long events, long total);
    }

    /**
     * What a copy did.
     *
     * @param events how many events the target has
     * @param copied how many of them were not there before
     * @param ended whether the source has its end mark, and so the target
     */
    public record Result(long events, long copied, boolean ended) {}

    /** Keeps the memory of a batch small, whatever the size of events. */
    private static final int BATCH = 512;

    private final String gameId;
    private final Recording source;
    private final WritableGameStorage target;
    private final Progress progress;

    private RecordingCopy(String gameId, Recording source, WritableGameStorage target, Progress progress) {
        this.gameId = gameId;
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Copies all events of a game that are there by now, and the end mark if there is one. Blocks. A game that the target has already
     * is compared event by event and gone on with.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws GameNotFoundException if the source has no such game
     * @throws GameExistsException if the target has the game with other metadata or events, or with more of them; it is left as it is
     * @throws dev.rallycast.model.RecordingLockedException if a writer is open on the target
     * @throws dev.rallycast.model.InvalidPayloadException if the source has a payload that is not valid
     * @throws dev.rallycast.model.CorruptRecordingException if either recording is damaged
     * @throws dev.rallycast.model.StorageUnavailableException if either storage failed; it can be gone on with
     * @throws dev.rallycast.model.RecordingClosedException if either storage is closed
     */
    public static Result copy(GameStorage source, WritableGameStorage target, String gameId, Progress progress) {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireNonNull(gameId, "gameId");
        requireNonNull(progress, "progress");
        try (Recording recording = source.open(gameId)) {
            return new RecordingCopy(gameId, recording, target, progress).run();
        }
    }

    private Result run() {
        Optional<Game> there = target.find(gameId);
        if (there.isEmpty()) {
            try (RecordingWriter writer = target.create(source.game())) {
                return goOn(writer, 0);
            }
        }
        if (!there.get().equals(source.game())) {
            throw exists("other metadata");
        }
        long same;
        try (Recording begun = target.open(gameId)) {
            same = compare(begun);
            if (begun.extent().ended()) {
                if (!source.extent().ended() || source.extent().size() != same) {
                    throw exists("an end mark behind " + same + " events");
                }
                progress.reached(same, same);
                return new Result(same, 0, true);
            }
        }
        try (RecordingWriter writer = target.append(gameId)) {
            // What another writer added since it was compared would be in the way of the next event.
            if (writer.append(List.of()) != same) {
                throw exists("a writer of its own");
            }
            return goOn(writer, same);
        }
    }

    private Result goOn(RecordingWriter writer, long from) {
        long next = from;
        while (true) {
            // Asked before: what comes behind an end mark that was seen is nothing.
            boolean ended = source.extent().ended();
            List<GameEvent> events = source.read(next, BATCH);
            if (events.isEmpty()) {
                if (ended) {
                    writer.end();
                }
                progress.reached(next, source.extent().size());
                return new Result(next, next - from, ended);
            }
            List<EventDraft> drafts = new ArrayList<>(events.size());
            for (GameEvent event : events) {
                drafts.add(new EventDraft(event.timeNanos(), event.kind(), event.mark(), event.data()));
            }
            writer.append(drafts);
            next += events.size();
            progress.reached(next, source.extent().size());
        }
    }

    /** Returns how many events the target has, if the source begins with the same. */
    private long compare(Recording begun) {
        long next = 0;
        while (true) {
            List<GameEvent> there = begun.read(next, BATCH);
            if (there.isEmpty()) {
                return next;
            }
            List<GameEvent> here = source.read(next, there.size());
            if (here.isEmpty()) {
                throw exists("more events than the " + next + " of the source");
            }
            int count = Math.min(here.size(), there.size());
            for (int i = 0; i < count; i++) {
                if (!here.get(i).equals(there.get(i))) {
                    throw exists("another event " + (next + i));
                }
            }
            next += count;
            progress.reached(next, source.extent().size());
        }
    }

    private GameExistsException exists(String difference) {
        return new GameExistsException(
                "game \"" + gameId + "\" is in the target already, with " + difference + ": it is left as it is");
    }
}
