package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A session's part in the log of its audience: its place among the readers, and what of the log it wants. Session loop only. */
final class Subscription {
    private final Member member;
    private final Group group;
    /** Where it begins to read, and what it has seen then. */
    private final long start;

    private @Nullable Seen seenAtStart;

    /** Whether the session lags too far to read on, and waits for what it missed. */
    boolean lost;

    /** The place among the readers of its group; −1 while it does not read. */
    private int slot = -1;

    /** By bounded track: the number of the message that comes next if none is missed, in {@link #numberEpoch}. */
    private long[] nextNumbers;

    private long numberEpoch;

    /** A message that goes out before the log is read on. */
    private @Nullable WireMessage held;

    Subscription(Member member, Group group, long start, Seen seen) {
        this.member = member;
        this.group = group;
        this.start = start;
        seenAtStart = seen;
        numberEpoch = group.log.epoch();
        nextNumbers = group.log.said();
    }

    Member member() {
        return member;
    }

    AudienceLog log() {
        return group.log;
    }

    /** Reads from now on. */
    void begin(Outbox outbox, ClientSession session, long lastSentAt) {
        Seen seen = requireNonNull(seenAtStart, "seenAtStart");
        slot = group.add(outbox, session, member.tracks() == null, start, seen, lastSentAt);
        seenAtStart = null;
    }

    /** Reads no longer. */
    void end() {
        group.remove(slot);
        slot = -1;
    }

    /** The place among the readers has changed. */
    void movedTo(int place) {
        slot = place;
    }

    /** The next entry to read. */
    long cursor() {
        return group.readers.cursors[slot];
    }

    void moveTo(long cursor) {
        group.readers.cursors[slot] = cursor;
    }

    /** When the last message was sent that was sent without a look at the outbox. */
    long sentAt() {
        return group.readers.sentAt[slot];
    }

    /** Whether what comes next in the log may be sent without a look at the outbox. */
    void setReady(boolean ready) {
        group.readers.ready[slot] = ready && !lost && held == null;
    }

    /** What the session is sent of an entry of the log, if anything. */
    @Nullable
    WireMessage take(LogEntry entry) {
        return entry.messageFor(group, slot);
    }

    boolean maySeek() {
        return member.maySeek();
    }

    boolean wants(String track) {
        return member.wants(track);
    }

    /** The session gets a message of a bounded track; returns how many before it the session has missed. */
    long sawNumber(int track, long epoch, long number) {
        if (epoch != numberEpoch) {
            numberEpoch = epoch;
            Arrays.fill(nextNumbers, 0);
        }
        long missed = number - nextNumbers[track];
        nextNumbers[track] = number + 1;
        return missed;
    }

    /** The session goes on from another place, and has still missed what it missed until now. */
    void inherit(Subscription before) {
        nextNumbers = before.nextNumbers;
        numberEpoch = before.numberEpoch;
    }

    /** Keeps a message back that goes out before the log is read on. */
    void hold(WireMessage message) {
        held = message;
        setReady(false);
    }

    /** The message that was kept back, if there is one. */
    @Nullable
    WireMessage takeHeld() {
        WireMessage message = held;
        if (message != null) {
            held = null;
        }
        return message;
    }

    /** The session is told that it has missed so much of a bounded track. */
    void missed(String track, long count) {
        member.connection().missed(track, count);
    }

    Seen seen() {
        return group.readers.seen(slot);
    }
}
