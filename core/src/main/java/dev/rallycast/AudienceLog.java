package dev.rallycast;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was said to an audience, bounded in messages and bytes: one writer (the playback's loop), many readers (the session
 * loops), each with a cursor of its own. Nothing is kept for a session that lags: it finds that its place is gone.
 */
final class AudienceLog {
    private static final int FIRST_CAPACITY = 16;
    private static final long[] NO_COUNTS = {};

    private final int maxMessages;
    private final int maxBytes;
    /** By track: the newest entry of a track of which only the newest counts, −1 for the others. */
    private final AtomicLongArray latest;

    /** By track: how many messages of a bounded track this epoch has seen. */
    private final AtomicLongArray said;

    private volatile AtomicReferenceArray<LogEntry> ring = new AtomicReferenceArray<>(FIRST_CAPACITY);
    private volatile long head;
    private volatile long epoch;
    private long tail;
    private long bytes;

    AudienceLog(int maxMessages, int maxBytes, int tracks) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        latest = new AtomicLongArray(tracks);
        said = new AtomicLongArray(tracks);
        for (int i = 0; i < tracks; i++) {
            latest.set(i, -1);
        }
    }

    /** The place behind the last entry. */
    long head() {
        return head;
    }

    /** The present epoch: events of an older one are of no use to anybody. */
    long epoch() {
        return epoch;
    }

    /** The newest entry of a track of which only the newest counts. */
    long latest(int track) {
        return latest.get(track);
    }

    /** How many messages of a bounded track this epoch has seen. */
    long said(int track) {
        return said.get(track);
    }

    /** How many messages of each bounded track this epoch has seen; a copy. */
    long[] said() {
        if (said.length() == 0) {
            // One for all sessions of all playbacks without tracks.
            return NO_COUNTS;
        }
        long[] counts = new long[said.length()];
        for (int track = 0; track < counts.length; track++) {
            counts[track] = said.get(track);
        }
        return counts;
    }

    /** The number of the next message of a bounded track, which is thereby counted. Writer only. */
    long count(int track) {
        return said.getAndIncrement(track);
    }

    /** The entry at a place; null if it is gone. Any thread; {@code place} is below {@link #head()}. */
    @Nullable
    LogEntry read(long place) {
        AtomicReferenceArray<LogEntry> entries = ring;
        LogEntry entry = entries.get((int) (place & (entries.length() - 1)));
        return entry == null || entry.sequence != place ? null : entry;
    }

    /** Appends. Writer only. */
    void append(LogEntry entry) {
        long place = head;
        entry.sequence = place;
        bytes += entry.size();
        while (tail < place && (bytes > maxBytes || place - tail >= maxMessages)) {
            dropOldest();
        }
        if (place - tail == ring.length()) {
            grow(place);
        }
        ring.set((int) (place & (ring.length() - 1)), entry);
        head = place + 1;
    }

    /** Appends the newest entry of a track of which only the newest counts. Writer only. */
    void appendLatest(int track, LogEntry entry) {
        append(entry);
        latest.set(track, entry.sequence);
    }

    /** Makes what was appended so far of older epochs of no use. Writer only. */
    void beginEpoch(long newEpoch) {
        epoch = newEpoch;
        for (int track = 0; track < said.length(); track++) {
            said.set(track, 0);
        }
    }

    /** Drops what lies before a place, since everybody has read it. Writer only. */
    void trim(long place) {
        while (tail < Math.min(place, head)) {
            dropOldest();
        }
    }

    /** About how many bytes are kept. Writer only. */
    long bytes() {
        return bytes;
    }

    /** How many entries are kept. Writer only. */
    long length() {
        return head - tail;
    }

    private void dropOldest() {
        int slot = (int) (tail & (ring.length() - 1));
        bytes -= ring.get(slot).size();
        ring.set(slot, null);
        tail++;
    }

    private void grow(long place) {
        AtomicReferenceArray<LogEntry> old = ring;
        AtomicReferenceArray<LogEntry> larger = new AtomicReferenceArray<>(2 * old.length());
        for (long i = tail; i < place; i++) {
            larger.set((int) (i & (larger.length() - 1)), old.get((int) (i & (old.length() - 1))));
        }
        ring = larger;
    }
}
