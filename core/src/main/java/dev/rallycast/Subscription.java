package dev.rallycast;

import dev.rallycast.protocol.WireMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A session's place in the log of its audience, and what of it the session wants. Session loop only. */
final class Subscription {
    private final Member member;
    private final AudienceLog log;
    private final Audience.Group group;

    /** The next entry to read. */
    long cursor;

    /** Whether the session lags too far to read on, and waits for what it missed. */
    boolean lost;

    /** The place among the members of its group. */
    int slot = -1;

    /** By bounded track: the number of the message that comes next if none is missed, in {@link #numberEpoch}. */
    private long[] nextNumbers;

    private long numberEpoch;

    /** A message that goes out before the log is read on. */
    private @Nullable WireMessage held;

    private long seenEpoch;
    private long seenIndex;
    /** How much of what lossless tracks said of the last event was seen. */
    private int seenTracks;

    /** Whether the last event of the log was got elsewhere before, and so what tracks say of it. */
    private boolean repeats;

    Subscription(Member member, Audience.Group group, long cursor) {
        this.member = member;
        this.log = member.playback().audience().log;
        this.group = group;
        this.cursor = cursor;
        numberEpoch = log.epoch();
        nextNumbers = log.said();
    }

    Member member() {
        return member;
    }

    AudienceLog log() {
        return log;
    }

    Audience.Group group() {
        return group;
    }

    boolean maySeek() {
        return member.maySeek();
    }

    boolean wants(String track) {
        return member.wants(track);
    }

    /** The session got everything up to an event, with all that tracks said of it. */
    void sawAll(long epoch, long index) {
        seenEpoch = epoch;
        seenIndex = index;
        seenTracks = Seen.ALL;
        repeats = false;
    }

    /** Whether the session got an event on another node already, and with it what tracks say until the next event. */
    boolean gotElsewhere(long epoch, long index) {
        repeats = epoch == seenEpoch && index <= seenIndex;
        return repeats;
    }

    /** Whether what tracks say now is of an event that the session got on another node. */
    boolean repeats() {
        return repeats;
    }

    /** The session got an event; what tracks say of it follows. */
    void sawEvent(long epoch, long index) {
        seenEpoch = epoch;
        seenIndex = index;
        seenTracks = 0;
    }

    /** The session got something of a track of which all counts. */
    void sawTrack() {
        if (seenTracks < Seen.ALL) {
            seenTracks++;
        }
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
    }

    /** The message that was kept back, if there is one. */
    @Nullable
    WireMessage takeHeld() {
        WireMessage message = held;
        held = null;
        return message;
    }

    /** The session is told that it has missed so much of a bounded track. */
    void missed(String track, long count) {
        member.connection().missed(track, count);
    }

    /** The session loop's time. */
    long now() {
        return member.connection().loop().now();
    }

    Seen seen() {
        return new Seen(seenEpoch, seenIndex, seenTracks);
    }
}
