package dev.rallycast;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sessions of a playback and the log from which they read. The playback's loop writes and says when there is something
 * new, at a cost that does not depend on how many sessions there are; the session loops do the rest.
 */
final class Audience {
    /** How many entries may lie about before those that everybody has read are looked for. */
    private static final int TRIM_FROM = 8;

    final AudienceLog log;
    /** By session loop; grows only. Playback's loop. */
    private final Map<Loop, Group> groups = new LinkedHashMap<>();
    /** Places from which on sessions were promised everything, which do not read yet. Playback's loop. */
    private final Map<Member, Long> pins = new HashMap<>();

    private long flushed;
    /** For other threads. */
    private volatile long bytes;

    Audience(AudienceLog log) {
        this.log = log;
    }

    /** The sessions of one session loop. Made on the playback's loop, then used on the session loop. */
    Group group(Loop sessionLoop) {
        return groups.computeIfAbsent(sessionLoop, loop -> new Group(loop, log));
    }

    /** Keeps everything from now on for a member until {@link #unpin}, and returns the place. Playback's loop. */
    long pin(Member member) {
        long place = log.head();
        pins.put(member, place);
        return place;
    }

    /** Playback's loop. */
    void unpin(Member member) {
        pins.remove(member);
    }

    /** Lets the sessions know of what was appended since the last time. Playback's loop. */
    void flush() {
        if (log.head() == flushed) {
            return;
        }
        flushed = log.head();
        for (Group group : groups.values()) {
            group.markDirty();
        }
        if (log.length() >= TRIM_FROM) {
            long place = log.head();
            for (Group group : groups.values()) {
                place = Math.min(place, group.read());
            }
            for (long pin : pins.values()) {
                place = Math.min(place, pin);
            }
            log.trim(place);
        }
        bytes = log.bytes();
    }

    /** About how many bytes the log keeps, as of the last flush. Any thread. */
    long bytes() {
        return bytes;
    }
}
