package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a playback for those who come: read and encoded once for all who come within a moment, however many these
 * are. Loop only.
 */
final class Snapshots {
    /** How long a snapshot serves; its playhead's time is that much too old at most. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);

    private record Key(long epoch, long index, @Nullable Set<String> tracks) {}

    private record Waiting(Consumer<WireMessage> then, Consumer<Throwable> failed) {}

    private static final class Shared {
        final List<Waiting> waiting = new ArrayList<>(1);

        @Nullable
        WireMessage message;
    }

    private final Engine engine;
    private final Loop loop;
    private final Timeline timeline;
    private final Map<Key, Shared> shared = new HashMap<>(1);
    private final Timer forget = Timer.of(shared::clear);

    Snapshots(Engine engine, Loop loop, Timeline timeline) {
        this.engine = engine;
        this.loop = loop;
        this.timeline = timeline;
    }

    /** Gives a member the snapshot of a place: at once if the events are at hand, otherwise when they were read. */
    void give(Member member, Frame.Snapshot seed, Consumer<WireMessage> then, Consumer<Throwable> failed) {
        Key key = new Key(seed.epoch(), seed.index(), member.tracks());
        Shared known = shared.get(key);
        if (known == null) {
            known = new Shared();
            shared.put(key, known);
            if (!forget.isArmed()) {
                loop.arm(forget, loop.now() + MOMENT);
            }
            known.waiting.add(new Waiting(then, failed));
            make(known, key, member, seed);
        } else if (known.message == null) {
            known.waiting.add(new Waiting(then, failed));
        } else {
            then.accept(known.message);
        }
    }

    /** Nothing more is given. */
    void forget() {
        loop.cancel(forget);
        shared.clear();
    }

    private void make(Shared snapshot, Key key, Member member, Frame.Snapshot seed) {
        long end = seed.index() + 1;
        long from = Math.max(0, end - engine.limits.maxRecent());
        List<GameEvent> atHand = timeline.eventsAtHand(from, end);
        if (atHand != null) {
            made(snapshot, encode(member, seed, atHand));
            return;
        }
        // An errand of its own: whoever comes is answered, whatever else is read meanwhile.
        new Errand(engine.driver, loop)
                .send(
                        () -> encode(member, seed, timeline.events(from, end)),
                        message -> made(snapshot, message),
                        failure -> {
                            shared.remove(key, snapshot);
                            List.copyOf(snapshot.waiting)
                                    .forEach(waiting -> waiting.failed().accept(failure));
                        });
    }

    private static void made(Shared snapshot, WireMessage message) {
        snapshot.message = message;
        List<Waiting> waiting = List.copyOf(snapshot.waiting);
        snapshot.waiting.clear();
        waiting.forEach(one -> one.then().accept(message));
    }

    private WireMessage encode(Member member, Frame.Snapshot seed, List<GameEvent> recent) {
        return engine.encode(
                member.select(new Frame.Snapshot(seed.epoch(), seed.index(), seed.timeNanos(), recent, seed.tracks())));
    }
}
