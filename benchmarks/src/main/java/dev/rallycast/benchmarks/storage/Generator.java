package dev.rallycast.benchmarks.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes up the points of an endless tennis match. Each event follows from the seed and its index alone, so that a reader
 * can check any of them without those before it. Times grow by 20 to 60 seconds an event, 40 on average.
 */
final class Generator {
    /** What fits into the times that a recording can hold. */
    static final int MAX_EVENTS = 20_000_000;

    /** Changes when the same seed begins to give other events. */
    private static final String VERSION = "1";

    private static final int BATCH = 1024;
    private static final long SPACING_NANOS = 40_000_000_000L;
    private static final long JITTER_MILLIS = 20_000;
    private static final String[] OUTCOMES = {"ace", "double_fault", "winner", "forced_error", "unforced_error"};
    private static final String[] SHOTS = {"forehand", "backhand", "volley", "overhead"};

    private final long seed;

    Generator(long seed) {
        this.seed = seed;
    }

    /** The event with an index; its payload has 200 to 260 bytes. */
    EventDraft event(long index) {
        int game = (int) (index / 6 % 12);
        String mark = index % 60 == 0 ? "set" : index % 6 == 0 ? "game" : null;
        return new EventDraft(timeNanos(index), "point", mark, payload(index, game, mix(bits(index))));
    }

    /** The match time of the event with an index. */
    long timeNanos(long index) {
        return index * SPACING_NANOS + Long.remainderUnsigned(bits(index), JITTER_MILLIS) * 1_000_000;
    }

    private long bits(long index) {
        return mix(seed + index * 0x9e3779b97f4a7c15L);
    }

    private static Payload payload(long index, int game, long bits) {
        int outcome = (int) (bits & 0xff) % OUTCOMES.length;
        StringBuilder json = new StringBuilder(288);
        json.append("{\"number\":").append(index + 1);
        json.append(",\"set\":").append(index / 72 % 5 + 1);
        json.append(",\"game\":").append(game + 1);
        json.append(",\"server\":").append(game % 2 + 1);
        json.append(",\"winner\":").append(1 + (bits >>> 8 & 1));
        json.append(",\"outcome\":\"").append(OUTCOMES[outcome]);
        json.append("\",\"serve\":").append(1 + (bits >>> 9 & 1));
        json.append(",\"speed_kmh\":").append(140 + (bits >>> 10 & 63));
        json.append(",\"rally\":").append(1 + (bits >>> 16 & 15));
        json.append(",\"winner_shot\":\"").append(SHOTS[(int) (bits >>> 20 & 3)]);
        json.append("\",\"points\":[\"").append(15 * (bits >>> 22 & 1)).append("\",\"30\"]");
        json.append(",\"ball\":{\"x\":").append(thousandths(bits >>> 24 & 0x1fff));
        json.append(",\"y\":").append(thousandths(bits >>> 37 & 0x1fff));
        json.append(",\"spin_rpm\":").append(1000 + (bits >>> 50 & 2047));
        json.append("},\"court\":\"")
                .append(game % 2 == 0 ? "deuce" : "advantage")
                .append("\"}");
        return Payload.of(json.toString().getBytes(ISO_8859_1));
    }

    /** Seven characters. */
    private static String thousandths(long value) {
        return (10 + value / 1000) + "." + (1000 + value % 1000);
    }

    /** Events in order from an index. */
    List<EventDraft> events(long from, int count) {
        List<EventDraft> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(from + i));
        }
        return events;
    }

    /** Makes a recording of so many events with an end mark, unless a complete one of this seed is there. */
    void record(WritableGameStorage storage, String gameId, long events, Progress progress) {
        Game game = Game.builder(gameId, "tennis")
                .players("A. Ace", "B. Baseline")
                .details(Map.of("seed", Long.toString(seed), "generator", VERSION))
                .build();
        if (isComplete(storage, game, events, progress)) {
            return;
        }
        storage.delete(gameId);
        progress.step("recording " + events + " events");
        try (RecordingWriter writer = storage.create(game)) {
            for (long at = 0; at < events; at += BATCH) {
                writer.append(events(at, (int) Math.min(BATCH, events - at)));
                progress.progress("recorded", at, events);
            }
            writer.end();
        }
    }

    private static boolean isComplete(WritableGameStorage storage, Game game, long events, Progress progress) {
        try {
            if (!storage.find(game.id()).equals(Optional.of(game))) {
                return false;
            }
            try (Recording recording = storage.open(game.id())) {
                return recording.extent().equals(new Recording.Extent(events, true));
            }
        } catch (CorruptRecordingException e) {
            progress.step("not usable, made anew: " + e.getMessage());
            return false;
        }
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
