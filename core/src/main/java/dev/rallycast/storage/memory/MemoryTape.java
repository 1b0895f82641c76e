package dev.rallycast.storage.memory;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One game's events, shared by its readers and its writer. Thread-safe. */
final class MemoryTape {
    /** An object of its own, so that the same listener can be added twice and each registration ends by itself. */
    private static final class Registration {
        final Runnable listener;

        Registration(Runnable listener) {
            this.listener = listener;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(MemoryTape.class);

    private final Game game;
    private final String incarnation;
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private final List<GameEvent> events = new ArrayList<>(); // guarded by this
    private boolean writing; // guarded by this
    private volatile Extent extent = new Extent(0, false);

    MemoryTape(Game game, String incarnation) {
        this.game = game;
        this.incarnation = incarnation;
    }

    Game game() {
        return game;
    }

    String incarnation() {
        return incarnation;
    }

    Extent extent() {
        return extent;
    }

    synchronized List<GameEvent> read(long from, int max) {
        if (from >= events.size()) {
            return List.of();
        }
        int start = (int) from;
        return List.copyOf(events.subList(start, start + Math.min(max, events.size() - start)));
    }

    synchronized long indexAt(long timeNanos) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).timeNanos() < timeNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Runnable onGrowth(Runnable listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    synchronized boolean hasWriter() {
        return writing;
    }

    synchronized RecordingWriter openWriter() {
        if (writing) {
            throw new RecordingLockedException("game \"" + game.id() + "\" has an open writer");
        }
        writing = true;
        return new MemoryRecordingWriter(this);
    }

    synchronized void writerClosed() {
        writing = false;
    }

    long append(List<EventDraft> drafts) {
        long first;
        synchronized (this) {
            first = events.size();
            long time = events.isEmpty() ? 0 : events.get(events.size() - 1).timeNanos();
            for (EventDraft draft : drafts) {
                time = Math.max(time, draft.timeNanos());
                events.add(new GameEvent(events.size(), time, draft.kind(), draft.mark(), draft.data()));
            }
            extent = new Extent(events.size(), false);
        }
        grown();
        return first;
    }

    void end() {
        synchronized (this) {
            extent = new Extent(events.size(), true);
        }
        grown();
    }

    private void grown() {
        for (Registration registration : listeners) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                LOG.error("game \"{}\": a growth listener threw", game.id(), e);
            }
        }
    }
}
