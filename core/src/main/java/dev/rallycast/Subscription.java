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

    /** By aggregated track: what was read of it and is still to be sent; null as long as the session keeps up. */
    private LogEntry.AggregatedOfTrack.@Nullable Sum @Nullable [] sums;

    /** Whether the session begins with a snapshot, which has all that was said before. */
    private final boolean reseeded;

    /** A message that goes out before the log is read on. */
    private @Nullable WireMessage held;

    /**
     * Begins at a place in the log.
     *
     * @param reseeded whether the session is told where things are before it reads, and not what it missed
     */
    Subscription(Member member, Group group, long start, Seen seen, boolean reseeded) {
        this.member = member;
        this.group = group;
        this.start = start;
        this.reseeded = reseeded;
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

    /** Whether there is something that may be sent next. */
    boolean hasMore() {
        return held != null || (!lost && cursor() < log().head());
    }

    /** When the last message was sent that was sent without a look at the outbox. */
    long sentAt() {
        return group.readers.sentAt[slot];
    }

    /**
     * Whether what comes next in the log may be sent without a look at the outbox.
     *
     * @param late whether the transport ends its sends later
     */
    void setReady(boolean ready, boolean late) {
        group.readers.late[slot] = late;
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

    /** What was read of an aggregated track and is not sent yet, if anything; it is the caller's now. */
    LogEntry.AggregatedOfTrack.@Nullable Sum takeSum(int track) {
        if (sums == null) {
            return null;
        }
        LogEntry.AggregatedOfTrack.Sum sum = sums[track];
        sums[track] = null;
        return sum;
    }

    /** Keeps what was read of an aggregated track until the newest of it has been read. */
    void keepSum(int track, LogEntry.AggregatedOfTrack.Sum sum) {
        if (sums == null) {
            sums = new LogEntry.AggregatedOfTrack.Sum[nextNumbers.length];
        }
        sums[track] = sum;
    }

    /** The session goes on from another place, and has still missed what it missed until now. */
    void inherit(Subscription before) {
        nextNumbers = before.nextNumbers;
        numberEpoch = before.numberEpoch;
        sums = reseeded ? null : before.sums;
    }

    /** Keeps a message back that goes out before the log is read on. */
    void hold(WireMessage message) {
        held = message;
        group.readers.ready[slot] = false;
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
