package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something that was said to an audience: encoded once, read by all its sessions. */
abstract class LogEntry {
    /** Its place in the log. Written by the log before anybody else sees it. */
    long sequence;

    /** About how many bytes it holds on to. */
    abstract int size();

    /** The tick at which it was due, or {@link Loop#NEVER} if it is due at no time of its own. */
    long due() {
        return Loop.NEVER;
    }

    /** What a session of a group is sent, or null if this is not for it or no longer of use. Session loops. */
    abstract @Nullable WireMessage messageFor(Group group, int slot);

    /** The same bytes for all who get it. */
    abstract static class OneMessage extends LogEntry {
        final WireMessage message;

        OneMessage(WireMessage message) {
            this.message = message;
        }

        @Override
        final int size() {
            return message.size();
        }
    }

    /** For everyone. */
    static final class ToAll extends OneMessage {
        ToAll(WireMessage message) {
            super(message);
        }

        @Override
        WireMessage messageFor(Group group, int slot) {
            return message;
        }
    }

    /** For those who may seek. */
    static final class ToSeekers extends OneMessage {
        ToSeekers(WireMessage message) {
            super(message);
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            return group.readers.subscription(slot).maySeek() ? message : null;
        }
    }

    /** An event; of no use once the position has been moved. */
    static final class Event extends OneMessage {
        private final long epoch;
        private final long index;
        private final long due;

        Event(long epoch, long index, long due, WireMessage message) {
            super(message);
            this.epoch = epoch;
            this.index = index;
            this.due = due;
        }

        @Override
        long due() {
            return due;
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            if (epoch < group.log.epoch() || group.readers.hasEvent(slot, epoch, index)) {
                return null;
            }
            group.readers.sawEvent(slot, epoch, index);
            return message;
        }
    }

    /** Something of a track of which all counts; of no use once the position has been moved. */
    static class OfTrack extends OneMessage {
        final long epoch;
        /** The event of which it is said. */
        final long index;

        private final String name;

        OfTrack(long epoch, long index, String name, WireMessage message) {
            super(message);
            this.epoch = epoch;
            this.index = index;
            this.name = name;
        }

        final boolean isWantedBy(Group group, int slot) {
            return epoch >= group.log.epoch()
                    && group.readers.wants(slot, name)
                    && !group.readers.hasTracksOf(slot, epoch, index);
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            if (!isWantedBy(group, slot)) {
                return null;
            }
            group.readers.sawTrack(slot);
            return message;
        }
    }

    /** Something of a track of which only the newest counts. */
    static final class LatestOfTrack extends OfTrack {
        private final int track;

        LatestOfTrack(long epoch, long index, int track, String name, WireMessage message) {
            super(epoch, index, name, message);
            this.track = track;
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            boolean newest = sequence >= group.log.latest(track);
            return newest && isWantedBy(group, slot) ? message : null;
        }
    }

    /** Something of a track that is of no use when it comes late. */
    static final class VolatileOfTrack extends OfTrack {
        private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

        private final long since;

        VolatileOfTrack(long epoch, long index, String name, WireMessage message, long now) {
            super(epoch, index, name, message);
            since = now;
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            return group.now() - since <= FRESH && isWantedBy(group, slot) ? message : null;
        }
    }

    /** Something of a track of which a session that lags gets the newest ones, and word of the others. */
    static final class BoundedOfTrack extends OfTrack {
        private final int track;
        private final String name;
        private final long number;
        private final int backlog;
        private final ControlProtocol protocol;

        /** The message of this number in its epoch, of which {@code backlog} are kept for sessions that lag. */
        BoundedOfTrack(
                long epoch,
                long index,
                int track,
                String name,
                WireMessage message,
                long number,
                int backlog,
                ControlProtocol protocol) {
            super(epoch, index, name, message);
            this.track = track;
            this.name = name;
            this.number = number;
            this.backlog = backlog;
            this.protocol = protocol;
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            Subscription subscription = group.readers.subscription(slot);
            if (group.readers.hasTracksOf(slot, epoch, index)) {
                subscription.sawNumber(track, epoch, number);
            }
            if (!isWantedBy(group, slot) || group.log.said(track) - number > backlog) {
                return null;
            }
            long missed = subscription.sawNumber(track, epoch, number);
            if (missed == 0) {
                return message;
            }
            subscription.hold(message);
            subscription.missed(name, missed);
            return protocol.encode(new Frame.Gap(name, missed));
        }
    }

    /** Something of a track that is added up for a session that lags. */
    static final class AggregatedOfTrack extends OfTrack {
        /** What was said from one entry of the log to another, as one. */
        static final class Sum {
            private final long first;
            private final long epoch;
            private final Payload data;
            // A benign race: two threads may both encode.
            private @Nullable WireMessage message;

            private Sum(long first, long epoch, Payload data) {
                this.first = first;
                this.epoch = epoch;
                this.data = data;
            }
        }

        private final int track;
        private final String name;
        private final long timeNanos;
        private final Payload data;
        private final TrackFold tracks;
        private final ControlProtocol protocol;
        /** What a session has got so far that lags; those that lag alike share it. */
        private volatile @Nullable Sum sum;

        /** What a track says of an event; {@code tracks} can combine. */
        AggregatedOfTrack(
                long epoch,
                GameEvent event,
                int track,
                String name,
                WireMessage message,
                Payload data,
                TrackFold tracks,
                ControlProtocol protocol) {
            super(epoch, event.index(), name, message);
            this.track = track;
            this.name = name;
            this.data = data;
            this.tracks = tracks;
            this.protocol = protocol;
            timeNanos = event.timeNanos();
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            if (!isWantedBy(group, slot)) {
                return null;
            }
            group.readers.sawTrack(slot);
            Subscription subscription = group.readers.subscription(slot);
            Sum before = subscription.takeSum(track);
            boolean newest = sequence >= group.log.latest(track);
            if (before == null || before.epoch != epoch) {
                if (newest) {
                    return message;
                }
                subscription.keepSum(track, new Sum(sequence, epoch, data));
                return null;
            }
            Sum all = sumFrom(before);
            if (all == null || newest) {
                return all == null ? null : message(all);
            }
            subscription.keepSum(track, all);
            return null;
        }

        private @Nullable Sum sumFrom(Sum before) {
            Sum known = sum;
            if (known != null && known.first == before.first) {
                return known;
            }
            Payload both = tracks.combine(track, before.data, data);
            if (both == null) {
                return null;
            }
            Sum all = new Sum(before.first, epoch, both);
            sum = all;
            return all;
        }

        private WireMessage message(Sum all) {
            WireMessage made = all.message;
            if (made == null) {
                made = protocol.encode(new Frame.Track(name, epoch, index, timeNanos, all.data));
                all.message = made;
            }
            return made;
        }
    }

    /** A snapshot; encoded once for each selection of tracks that somebody wants. */
    static final class Snapshot extends LogEntry {
        private final ControlProtocol protocol;
        private final Frame.Snapshot full;
        private final int size;
        private final Map<Set<String>, WireMessage> bySelection = new HashMap<>();

        Snapshot(ControlProtocol protocol, Frame.Snapshot full) {
            this.protocol = protocol;
            this.full = full;
            size = full.recent().stream().mapToInt(event -> event.data().size()).sum()
                    + full.tracks().values().stream().mapToInt(Payload::size).sum();
        }

        @Override
        int size() {
            return size;
        }

        @Override
        @Nullable
        WireMessage messageFor(Group group, int slot) {
            if (full.epoch() < group.log.epoch()) {
                return null;
            }
            group.readers.sawAll(slot, full.epoch(), full.index());
            return encode(group.readers.subscription(slot));
        }

        private synchronized WireMessage encode(Subscription subscription) {
            Frame.Snapshot selected = subscription.member().select(full);
            return bySelection.computeIfAbsent(
                    Set.copyOf(selected.tracks().keySet()), names -> protocol.encode(selected));
        }
    }
}
