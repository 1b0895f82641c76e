package dev.rallycast;

import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that was said to an audience: encoded once, read by all its sessions. */
abstract class LogEntry {
    /** Its place in the log. Written by the log before anybody else sees it. */
    long sequence;

    /** About how many bytes it holds on to. */
    abstract int size();

    /** What a session is sent, or null if this is not for it or no longer of use. Session loops. */
    abstract @Nullable WireMessage messageFor(Subscription subscription);

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
        WireMessage messageFor(Subscription subscription) {
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
        WireMessage messageFor(Subscription subscription) {
            return subscription.maySeek() ? message : null;
        }
    }

    /** An event; of no use once the position has been moved. */
    static final class Event extends OneMessage {
        private final long epoch;
        private final long index;

        Event(long epoch, long index, WireMessage message) {
            super(message);
            this.epoch = epoch;
            this.index = index;
        }

        @Override
        @Nullable
        WireMessage messageFor(Subscription subscription) {
            if (epoch < subscription.log().epoch()) {
                return null;
            }
            subscription.sawEvent(epoch, index);
            return message;
        }
    }

    /** Something of a track; of no use once the position has been moved, or where only the newest counts. */
    static final class OfTrack extends OneMessage {
        private final long epoch;
        private final int track;
        private final boolean lossless;
        private final String name;

        OfTrack(long epoch, int track, boolean lossless, String name, WireMessage message) {
            super(message);
            this.epoch = epoch;
            this.track = track;
            this.lossless = lossless;
            this.name = name;
        }

        @Override
        @Nullable
        WireMessage messageFor(Subscription subscription) {
            AudienceLog log = subscription.log();
            boolean stale = epoch < log.epoch() || sequence < log.latest(track);
            if (stale || !subscription.wants(name)) {
                return null;
            }
            if (lossless) {
                subscription.sawTrack();
            }
            return message;
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
        WireMessage messageFor(Subscription subscription) {
            if (full.epoch() < subscription.log().epoch()) {
                return null;
            }
            subscription.sawAll(full.epoch(), full.index());
            return encode(subscription);
        }

        private synchronized WireMessage encode(Subscription subscription) {
            Frame.Snapshot selected = subscription.member().select(full);
            return bySelection.computeIfAbsent(
                    Set.copyOf(selected.tracks().keySet()), names -> protocol.encode(selected));
        }
    }
}
