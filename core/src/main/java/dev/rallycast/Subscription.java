package dev.rallycast;

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

    private long seenEpoch;
    private long seenIndex;
    /** How much of what lossless tracks said of the last event was seen. */
    private int seenTracks;

    Subscription(Member member, Audience.Group group, long cursor) {
        this.member = member;
        this.log = member.playback().audience().log;
        this.group = group;
        this.cursor = cursor;
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

    Seen seen() {
        return new Seen(seenEpoch, seenIndex, seenTracks);
    }
}
