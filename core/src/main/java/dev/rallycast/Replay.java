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

    Replay(Engine engine, Timeline timeline, TrackFold initial, Member member, Frame.Snapshot upTo) {
        this.engine = engine;
        this.timeline = timeline;
        this.initial = initial;
        this.member = member;
        this.upTo = upTo;
    }

    /** Whether {@link #messages} folds tracks, and so blocks. */
    boolean folds() {
        for (int track = 0; track < initial.size(); track++) {
            if (isLossless(track) && member.wants(initial.name(track))) {
                return true;
            }
        }
        return false;
    }

    /** What to send for events that were missed, at their match times. Blocks if {@link #folds()}. */
    List<WireMessage> messages(List<GameEvent> missed) {
        List<WireMessage> messages = new ArrayList<>();
        if (missed.isEmpty()) {
            return messages;
        }
        GameEvent last = missed.get(missed.size() - 1);
        TrackFold fold =
                folds() ? Cue.fold(timeline.tape, initial, missed.get(0).index()) : null;
        for (GameEvent event : missed) {
            messages.add(engine.encode(new Frame.Event(upTo.epoch(), event, engine.wallMillis())));
            if (fold != null) {
                Block block = timeline.tape.load(Block.numberOf(event.index()));
                fold.apply(block.event(event.index()), (track, data) -> {
                    if (isLossless(track)) {
                        addTrack(messages, initial.name(track), event, data);
                    }
                });
            }
        }
        for (int track = 0; track < initial.size(); track++) {
            Payload state = upTo.tracks().get(initial.name(track));
            if (state != null && !isLossless(track)) {
                addTrack(messages, initial.name(track), last, state);
            }
        }
        return messages;
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
