package dev.rallycast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a playback and the log from which they read. The playback's loop writes and says when there is something
 * new, at a cost that does not depend on how many sessions there are; the session loops do the rest.
 */
final class Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

    /** How many entries may lie about before those that everybody has read are looked for. */
    private static final int TRIM_FROM = 8;

    /** How many sessions a session loop serves before it looks after others. */
    private static final int CHUNK = 256;

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
        return groups.computeIfAbsent(sessionLoop, Group::new);
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
                place = Math.min(place, group.read);
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

    /** The sessions of an audience that one session loop serves. */
    static final class Group {
        private final Loop loop;
        private final AtomicBoolean dirty = new AtomicBoolean();
        private final List<Outbox> members = new ArrayList<>();
        private int next;
        /** The least place that a member has reached of those who were served in this round. */
        private long least;

        /** All members have read everything before this place. */
        private volatile long read = Long.MAX_VALUE;

        private volatile boolean empty = true;

        Group(Loop loop) {
            this.loop = loop;
        }

        /** Session loop. */
        void add(Outbox outbox, Subscription subscription) {
            subscription.slot = members.size();
            members.add(outbox);
            read = Math.min(read, subscription.cursor);
            empty = false;
        }

        /** Session loop. */
        void remove(Subscription subscription) {
            if (subscription.slot < 0) {
                return;
            }
            Outbox last = members.remove(members.size() - 1);
            if (subscription.slot < members.size()) {
                members.set(subscription.slot, last);
                last.movedTo(subscription.slot);
                least = Math.min(least, last.cursor());
                // It may have moved from behind to before the place that a drain has reached.
                loop.execute(last::pump);
            }
            subscription.slot = -1;
            empty = members.isEmpty();
            if (empty) {
                read = Long.MAX_VALUE;
            }
        }

        private void markDirty() {
            if (!empty && dirty.compareAndSet(false, true)) {
                loop.execute(this::drain);
            }
        }

        /** What one session throws must not keep the others from their turn, now or later. */
        private static void pump(Outbox member) {
            try {
                member.pump();
            } catch (RuntimeException | Error e) {
                LOG.error("a session could not be served", e);
            }
        }

        private void drain() {
            if (next == 0) {
                least = Long.MAX_VALUE;
                // Cleared first: what is appended from here on marks the group again.
                dirty.set(false);
            }
            int end = Math.min(next + CHUNK, members.size());
            while (next < end && next < members.size()) {
                Outbox member = members.get(next++);
                pump(member);
                least = Math.min(least, member.cursor());
            }
            if (next < members.size()) {
                loop.execute(this::drain);
                return;
            }
            next = 0;
            read = members.isEmpty() ? Long.MAX_VALUE : least;
        }
    }
}
