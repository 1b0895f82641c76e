package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.spi.ClientSession;
import java.util.Arrays;

/**
 * The sessions that read a log, as columns: what each delivery needs of a session lies in arrays, in the order in which the
 * sessions are served. With many sessions a delivery costs what it fetches from memory; arrays that are gone through in order
 * are fetched ahead, while each object of a session would be waited for. What is seldom needed hangs on the
 * {@link Outbox}. Session loop only.
 */
final class Readers {
    private static final int FIRST_CAPACITY = 1;

    private int size;

    /** Whether a session needs nothing but what comes next in the log: nothing is in flight, and nothing else is to be sent. */
    boolean[] ready = new boolean[FIRST_CAPACITY];
    /** Whether the outbox does the sending of such a session, because sends end later. */
    boolean[] late = new boolean[FIRST_CAPACITY];
    /** The next entry to read. */
    long[] cursors = new long[FIRST_CAPACITY];
    /** When the last message was sent that was sent without a look at the outbox. */
    long[] sentAt = new long[FIRST_CAPACITY];

    private ClientSession[] sessions = new ClientSession[FIRST_CAPACITY];
    private Outbox[] outboxes = new Outbox[FIRST_CAPACITY];
    private boolean[] wantsAll = new boolean[FIRST_CAPACITY];
    // What was seen of the playback, as in Seen.
    private long[] seenEpochs = new long[FIRST_CAPACITY];
    private long[] seenIndexes = new long[FIRST_CAPACITY];
    private int[] seenTracks = new int[FIRST_CAPACITY];

    int size() {
        return size;
    }

    Outbox outbox(int slot) {
        return outboxes[slot];
    }

    /** What of the log the session wants, if it takes more than {@link #wants} to tell. */
    Subscription subscription(int slot) {
        return requireNonNull(outboxes[slot].subscription(), "subscription");
    }

    ClientSession session(int slot) {
        return sessions[slot];
    }

    /**
     * Adds a row behind the others and returns its place.
     *
     * @param all whether the session wants all tracks
     */
    int add(Outbox outbox, ClientSession session, boolean all, long cursor, Seen seen, long lastSentAt) {
        if (size == cursors.length) {
            resize(size + size / 4 + 1);
        }
        int slot = size++;
        ready[slot] = false;
        late[slot] = false;
        cursors[slot] = cursor;
        sentAt[slot] = lastSentAt;
        sessions[slot] = session;
        outboxes[slot] = outbox;
        wantsAll[slot] = all;
        saw(slot, seen.epoch(), seen.index(), seen.trackOutputs());
        return slot;
    }

    /** Removes a row; the last one takes its place. */
    void remove(int slot) {
        int last = --size;
        ready[slot] = ready[last];
        late[slot] = late[last];
        cursors[slot] = cursors[last];
        sentAt[slot] = sentAt[last];
        sessions[slot] = sessions[last];
        outboxes[slot] = outboxes[last];
        wantsAll[slot] = wantsAll[last];
        saw(slot, seenEpochs[last], seenIndexes[last], seenTracks[last]);
        // What is left behind the last row would keep a session from being collected.
        if (size == 0) {
            outboxes = new Outbox[outboxes.length];
            sessions = new ClientSession[sessions.length];
        } else {
            outboxes[last] = outboxes[0];
            sessions[last] = sessions[0];
        }
        if (size < cursors.length / 2) {
            resize(size + size / 4 + 1);
        }
    }

    /** Whether the session gets what this track says. */
    boolean wants(int slot, String track) {
        return wantsAll[slot] || subscription(slot).wants(track);
    }

    /** Whether the session got an event before: on another node, which was a moment ahead of this one. */
    boolean hasEvent(int slot, long epoch, long index) {
        return epoch == seenEpochs[slot] && index <= seenIndexes[slot];
    }

    /** Whether the session got all that tracks say of an event before: on another node. */
    boolean hasTracksOf(int slot, long epoch, long index) {
        return epoch == seenEpochs[slot]
                && (index < seenIndexes[slot] || (index == seenIndexes[slot] && seenTracks[slot] == Seen.ALL));
    }

    /** The session got everything up to an event, with all that tracks said of it. */
    void sawAll(int slot, long epoch, long index) {
        saw(slot, epoch, index, Seen.ALL);
    }

    /** The session got an event; what tracks say of it follows. */
    void sawEvent(int slot, long epoch, long index) {
        saw(slot, epoch, index, 0);
    }

    /** The session got something of a track of which all counts. */
    void sawTrack(int slot) {
        if (seenTracks[slot] < Seen.ALL) {
            seenTracks[slot]++;
        }
    }

    Seen seen(int slot) {
        return new Seen(seenEpochs[slot], seenIndexes[slot], seenTracks[slot]);
    }

    private void saw(int slot, long epoch, long index, int tracks) {
        seenEpochs[slot] = epoch;
        seenIndexes[slot] = index;
        seenTracks[slot] = tracks;
    }

    private void resize(int capacity) {
        ready = Arrays.copyOf(ready, capacity);
        late = Arrays.copyOf(late, capacity);
        cursors = Arrays.copyOf(cursors, capacity);
        sentAt = Arrays.copyOf(sentAt, capacity);
        sessions = Arrays.copyOf(sessions, capacity);
        outboxes = Arrays.copyOf(outboxes, capacity);
        wantsAll = Arrays.copyOf(wantsAll, capacity);
        seenEpochs = Arrays.copyOf(seenEpochs, capacity);
        seenIndexes = Arrays.copyOf(seenIndexes, capacity);
        seenTracks = Arrays.copyOf(seenTracks, capacity);
    }
}
