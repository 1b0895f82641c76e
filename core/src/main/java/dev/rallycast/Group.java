package dev.rallycast;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of an audience that one session loop serves. */
final class Group {
    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    /** How many sessions a session loop serves before it looks after others. */
    private static final int CHUNK = 256;

    final AudienceLog log;
    final Readers readers = new Readers();
    private final Loop loop;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private int next;
    /** The entry that was read last while sessions are served, since most of them read the same one next. */
    private @Nullable LogEntry current;

    /** The least place that a session has reached of those who were served in this round. */
    private long least;

    /** All sessions have read everything before this place. */
    private volatile long read = Long.MAX_VALUE;

    private volatile boolean empty = true;

    Group(Loop loop, AudienceLog log) {
        this.loop = loop;
        this.log = log;
    }

    /** All sessions have read everything before this place. Any thread. */
    long read() {
        return read;
    }

    /** The session loop's time. */
    long now() {
        return loop.now();
    }

    /** Lets a session read from now on, and returns its place among the readers. Session loop. */
    int add(Outbox outbox, ClientSession session, boolean all, long cursor, Seen seen, long lastSentAt) {
        read = Math.min(read, cursor);
        empty = false;
        return readers.add(outbox, session, all, cursor, seen, lastSentAt);
    }

    /** Takes a session out; the last one moves to its place. Session loop. */
    void remove(int slot) {
        readers.remove(slot);
        if (slot < readers.size()) {
            Outbox moved = readers.outbox(slot);
            moved.movedTo(slot);
            least = Math.min(least, readers.cursors[slot]);
            // It may have moved from behind to before the place that a drain has reached.
            loop.execute(moved::pump);
        }
        empty = readers.size() == 0;
        if (empty) {
            read = Long.MAX_VALUE;
        }
    }

    /** There is something new in the log. Playback's loop. */
    void markDirty() {
        if (!empty && dirty.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        if (next == 0) {
            least = Long.MAX_VALUE;
            // Cleared first: what is appended from here on marks the group again.
            dirty.set(false);
        }
        int end = Math.min(next + CHUNK, readers.size());
        while (next < end && next < readers.size()) {
            int slot = next++;
            serve(slot);
            if (slot < readers.size()) {
                least = Math.min(least, readers.cursors[slot]);
            }
        }
        // The log alone keeps entries.
        current = null;
        if (next < readers.size()) {
            loop.execute(this::drain);
            return;
        }
        next = 0;
        read = readers.size() == 0 ? Long.MAX_VALUE : least;
    }

    /** What one session throws must not keep the others from their turn, now or later. */
    private void serve(int slot) {
        try {
            if (readFrom(slot)) {
                readers.outbox(slot).pump();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a session could not be served", e);
        }
    }

    /** Sends a session what is new in the log, as long as it needs nothing else; whether its outbox has to go on. */
    private boolean readFrom(int slot) {
        Outbox outbox = readers.outbox(slot);
        if (!readers.ready[slot] && outbox.settle() && !isAt(slot, outbox)) {
            // A send had failed.
            return false;
        }
        while (readers.ready[slot]) {
            long place = readers.cursors[slot];
            if (place >= log.head()) {
                return false;
            }
            LogEntry entry = entry(place);
            if (entry == null) {
                return true;
            }
            readers.cursors[slot] = place + 1;
            WireMessage message = entry.messageFor(this, slot);
            if (message != null && !send(slot, message)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAt(int slot, Outbox outbox) {
        return slot < readers.size() && readers.outbox(slot) == outbox;
    }

    private @Nullable LogEntry entry(long place) {
        LogEntry entry = current;
        if (entry == null || entry.sequence != place) {
            entry = log.read(place);
            current = entry;
        }
        return entry;
    }

    /** Sends; whether that is done already. If not, it is the outbox's, and the session may have lost its place. */
    private boolean send(int slot, WireMessage message) {
        readers.sentAt[slot] = loop.now();
        Outbox outbox = readers.outbox(slot);
        if (readers.late[slot]) {
            return outbox.sendAhead(message);
        }
        // Nobody measures: whoever is to be measured is never ready.
        Sending sending = new Sending(loop, outbox, false);
        boolean done = false;
        try {
            sending.start(readers.session(slot), message);
            done = sending.endIfTaken();
        } finally {
            if (!done) {
                outbox.takeOver(sending);
            }
        }
        return done;
    }
}
