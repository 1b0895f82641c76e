package dev.rallycast.examples;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.file.RecordingFile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

/** Prints a recording's events, and goes on as more are added. */
final class RecordingTail {
    private static final int LAST = 10;
    private static final int BATCH = 1_000;
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final RecordingFile file;
    private final PrintStream out;

    RecordingTail(RecordingFile file, PrintStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Prints events from an index on, or the last few for {@link RecordingOptions#LAST}.
     *
     * @param follow whether to wait for more until the end mark comes
     * @return false if the thread was interrupted before that, or if nobody reads what is printed any more
     */
    boolean print(long from, boolean follow) {
        if (!follow) {
            try (Recording recording = file.open()) {
                print(recording, recording.extent(), first(recording, from));
            }
            return !out.checkError();
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "recording-tail");
            thread.setDaemon(true);
            return thread;
        });
        try (Recording recording = file.follow(executor, PERIOD)) {
            Semaphore growth = new Semaphore(0);
            recording.onGrowth(growth::release);
            long next = first(recording, from);
            while (true) {
                Recording.Extent extent = recording.extent();
                next = print(recording, extent, next);
                if (extent.ended() || out.checkError()) {
                    return !out.checkError();
                }
                growth.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            executor.shutdownNow();
        }
    }

    private static long first(Recording recording, long from) {
        return from == RecordingOptions.LAST ? Math.max(0, recording.extent().size() - LAST) : from;
    }

    /** Prints what there was at that extent, and returns the index of what comes next. */
    private long print(Recording recording, Recording.Extent extent, long from) {
        long next = from;
        while (next < extent.size() && !out.checkError()) {
            List<GameEvent> events = recording.read(next, BATCH);
            events.forEach(event -> out.print(RecordingJson.of(event)));
            next += events.size();
        }
        if (extent.ended() && !out.checkError()) {
            out.print(RecordingJson.end(extent.size()));
        }
        out.flush();
        return next;
    }
}
