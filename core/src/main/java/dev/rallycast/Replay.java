package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Track;
import java.util.ArrayList;
import java.util.List;

/**
 * Says again what a session has missed: the events, with what the tracks said of each where all of it counts, and in the
 * end where the tracks are of which only the newest counts.
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
            if (isLossless(track) && member.wants(initial.name(track))) {
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
        TrackFold fold = folds() ? Cue.fold(timeline.tape, initial, before == null ? from : from - 1) : null;
        if (fold != null && before != null) {
            int[] seen = {seenTracks};
            fold.apply(recorded(before), (track, data) -> {
                if (isLossless(track) && member.wants(initial.name(track)) && seen[0]-- <= 0) {
                    addTrack(messages, initial.name(track), before, data);
                }
            });
        }
        for (GameEvent event : missed) {
            messages.add(engine.encode(new Frame.Event(upTo.epoch(), event, engine.wallMillis())));
            if (fold != null) {
                fold.apply(recorded(event), (track, data) -> {
                    if (isLossless(track)) {
                        addTrack(messages, initial.name(track), event, data);
                    }
                });
            }
        }
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

    private boolean isLossless(int track) {
        return initial.delivery(track) == Track.Delivery.LOSSLESS;
    }
}
