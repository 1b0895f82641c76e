package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Track;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says again what a session has missed: the events, with what the tracks said of each where all of it counts, and in the
 * end what others said as one, and where the tracks are of which only the newest counts.
 */
final class Replay {
    private final Engine engine;
    private final Timeline timeline;
    private final TrackFold initial;
    private final Member member;
    private final Frame.Snapshot upTo;
    private final long from;
    private final int seenTracks;

    /**
     * Says again the events {@code from} to {@code upTo}.
     *
     * @param seenTracks how much was seen of what lossless tracks said of the event before {@code from}
     */
    Replay(
            Engine engine,
            Timeline timeline,
            TrackFold initial,
            Member member,
            Frame.Snapshot upTo,
            long from,
            int seenTracks) {
        this.engine = engine;
        this.timeline = timeline;
        this.initial = initial;
        this.member = member;
        this.upTo = upTo;
        this.from = from;
        this.seenTracks = seenTracks;
    }

    private boolean folds() {
        for (int track = 0; track < initial.size(); track++) {
            if (isCounted(track) && member.wants(initial.name(track))) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #messages} blocks. */
    boolean blocks() {
        return folds() || tracksAreMissing();
    }

    /** What to send for events that were missed, at their match times. Blocks if {@link #blocks()}. */
    List<WireMessage> messages(List<GameEvent> missed) {
        List<WireMessage> messages = new ArrayList<>();
        GameEvent before = tracksAreMissing() ? timeline.events(from - 1, from).get(0) : null;
        GameEvent last = missed.isEmpty() ? before : missed.get(missed.size() - 1);
        if (last == null) {
            return messages;
        }
        Sums sums = new Sums();
        TrackFold fold = folds() ? Cue.fold(timeline.tape, initial, before == null ? from : from - 1) : null;
        if (fold != null && before != null) {
            int[] seen = {seenTracks};
            fold.apply(recorded(before), (track, data) -> {
                if (isCounted(track) && member.wants(initial.name(track)) && seen[0]-- <= 0) {
                    say(messages, sums, track, before, data);
                }
            });
        }
        for (GameEvent event : missed) {
            messages.add(engine.encode(new Frame.Event(upTo.epoch(), event, engine.wallMillis())));
            if (fold != null) {
                fold.apply(recorded(event), (track, data) -> say(messages, sums, track, event, data));
            }
        }
        sums.addTo(messages, last);
        for (int track = 0; track < initial.size(); track++) {
            Payload state = upTo.tracks().get(initial.name(track));
            if (state != null && initial.delivery(track) == Track.Delivery.LATEST) {
                addTrack(messages, initial.name(track), last, state);
            }
        }
        return messages;
    }

    /** Whether tracks may have said something of the event before the first one that was missed. */
    private boolean tracksAreMissing() {
        return from > 0 && seenTracks < Seen.ALL && !initial.isEmpty();
    }

    private GameEvent recorded(GameEvent event) {
        return timeline.tape.load(Block.numberOf(event.index())).event(event.index());
    }

    private void addTrack(List<WireMessage> messages, String name, GameEvent event, Payload data) {
        if (member.wants(name)) {
            messages.add(engine.encode(new Frame.Track(name, upTo.epoch(), event.index(), event.timeNanos(), data)));
        }
    }

    /** Says something of a track at once if it is of those of which all counts, or keeps it if it is of those that are added up. */
    private void say(List<WireMessage> messages, Sums sums, int track, GameEvent event, Payload data) {
        switch (initial.delivery(track)) {
            case LOSSLESS -> addTrack(messages, initial.name(track), event, data);
            case AGGREGATED -> sums.add(track, data);
            case LATEST, BOUNDED, VOLATILE -> {}
        }
    }

    /** Whether nothing that the track says may be missed, as in {@link Seen#trackOutputs()}. */
    private boolean isCounted(int track) {
        Track.Delivery delivery = initial.delivery(track);
        return delivery == Track.Delivery.LOSSLESS || delivery == Track.Delivery.AGGREGATED;
    }

    /** What aggregated tracks said. */
    private final class Sums {
        private final @Nullable Payload[] byTrack = new Payload[initial.size()];

        void add(int track, Payload data) {
            Payload before = byTrack[track];
            byTrack[track] = before == null ? data : initial.combine(track, before, data);
        }

        void addTo(List<WireMessage> messages, GameEvent last) {
            for (int track = 0; track < byTrack.length; track++) {
                Payload sum = byTrack[track];
                if (sum != null) {
                    addTrack(messages, initial.name(track), last, sum);
                }
            }
        }
    }
}
