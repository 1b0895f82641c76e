package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.spi.Recording.Extent;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One recording, shared by its readers and its writer within one storage. Thread-safe. */
final class Tape {
    /** An object of its own, so that the same listener can be added twice and each registration ends by itself. */
    private static final class Registration {
        final Runnable listener;

        Registration(Runnable listener) {
            this.listener = listener;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Tape.class);

    /** What one command reads: at most so many events, and about so many bytes. */
    static final int MAX_STEP = 256;

    private static final int MIN_STEP = 16;
    private static final long STEP_BYTES = 256 << 10;

    private static final long NANOS_PER_MICRO = 1_000;

    private final Calls calls;
    private final Keys keys;
    private final Game game;
    private final String incarnation;
    private final String stream;
    private final byte[] streamKey;
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger rings = new AtomicInteger();
    private volatile Extent extent;
    private volatile long bytesAnEvent;
    private volatile boolean gone;
    private volatile String obstacle = ""; // to following

    private @Nullable Object writer; // guarded by this

    Tape(Calls calls, Keys keys, Meta meta) {
        this.calls = calls;
        this.keys = keys;
        this.game = meta.game();
        this.incarnation = meta.incarnation();
        this.stream = keys.stream(incarnation);
        this.streamKey = Keys.bytes(stream);
        this.extent = meta.extent();
    }

    Calls calls() {
        return calls;
    }

    Keys keys() {
        return keys;
    }

    Game game() {
        return game;
    }

    String incarnation() {
        return incarnation;
    }

    String stream() {
        return stream;
    }

    Extent extent() {
        return extent;
    }

    // Growth

    Runnable onGrowth(Runnable listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Takes in what was read of the recording, unless a writer here knows better. */
    void found(Meta meta) {
        if (meta.extent().size() > 0) {
            bytesAnEvent = meta.bytes() / meta.extent().size();
        }
        grow(null, meta.extent());
    }

    /** Lets a writer of this storage tell how far the recording goes: it publishes what is safe, and nothing else is taken in. */
    void startWriting(Object by, long size) {
        synchronized (this) {
            writer = by;
        }
        // After that, since what is told by others is not taken in while there is another writer here.
        grow(by, new Extent(size, false));
    }

    void written(Object by, Extent now) {
        grow(by, now);
    }

    /** Lets others tell again. */
    void stopWriting(Object by) {
        synchronized (this) {
            if (!by.equals(writer)) {
                return;
            }
            writer = null;
        }
        ring();
    }

    private void grow(@Nullable Object by, Extent now) {
        synchronized (this) {
            if (!Objects.equals(by, writer) || !isFurther(now, extent)) {
                return;
            }
            extent = now;
        }
        tellListeners();
    }

    /** An answer may be older than what is known, and a recording never shrinks. */
    private static boolean isFurther(Extent now, Extent before) {
        return !before.ended() && now.size() >= before.size() && !now.equals(before);
    }

    private void tellListeners() {
        for (Registration registration : listeners) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                LOG.error("game \"{}\": a growth listener threw", game.id(), e);
            }
        }
    }

    /** Whether more may come from elsewhere. */
    private synchronized boolean isFollowed() {
        return writer == null && !extent.ended() && !gone;
    }

    /** Looks for what was added, without waiting for it. What is rung meanwhile is looked for behind it, once. */
    void ring() {
        if (isFollowed() && rings.getAndIncrement() == 0) {
            look();
        }
    }

    private void look() {
        int heard = rings.get();
        CompletionStage<Void> looked;
        try {
            looked = calls.link().isConnected()
                    ? Meta.ask(calls.link().commands(), keys)
                            .toCompletableFuture()
                            .orTimeout(calls.attemptNanos(), TimeUnit.NANOSECONDS)
                            .thenAccept(found -> takeIn(Meta.of(game.id(), keys, found)))
                    : CompletableFuture.failedStage(new IOException("not connected to Redis"));
        } catch (RuntimeException e) {
            // A client that rejects commands may do so at once.
            looked = CompletableFuture.failedStage(e);
        }
        looked.whenComplete((done, failure) -> {
            noteObstacle(failure);
            if (!rings.compareAndSet(heard, 0)) {
                look();
            }
        });
    }

    private void takeIn(@Nullable Meta meta) {
        if (meta != null && meta.incarnation().equals(incarnation)) {
            found(meta);
        } else if (isFollowed()) {
            // Whoever reads is told.
            gone = true;
        }
    }

    /** What stands in the way is logged once, until it is over. */
    private void noteObstacle(@Nullable Throwable failure) {
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        if (!message.isEmpty() && !message.equals(obstacle)) {
            LOG.warn("game \"{}\": Redis can't be asked for what was added, asking goes on: {}", game.id(), message);
        }
        obstacle = message;
    }

    // Reading

    byte[] streamKey() {
        return streamKey;
    }

    /** Adds the events that an answer holds, and returns how many bytes they have. */
    long decode(List<StreamMessage<byte[], byte[]>> answer, long first, long end, List<GameEvent> events) {
        long bytes = 0;
        long at = first;
        for (StreamMessage<byte[], byte[]> entry : answer) {
            GameEvent event = event(entry, at++);
            bytes += Entry.size(event);
            events.add(event);
        }
        if (at < end) {
            throw missing(at);
        }
        bytesAnEvent = bytes / (end - first);
        return bytes;
    }

    /** How large events are, by those before. */
    long bytesAnEvent() {
        return bytesAnEvent;
    }

    /** How many events one command reads, by the size of those before. */
    int step() {
        return (int) Math.max(MIN_STEP, Math.min(MAX_STEP, STEP_BYTES / (bytesAnEvent + 1)));
    }

    private GameEvent event(StreamMessage<byte[], byte[]> entry, long index) {
        if (!Entry.isAt(entry.getId(), index)) {
            throw missing(index);
        }
        try {
            return Entry.decode(entry, index);
        } catch (IOException e) {
            throw new CorruptRecordingException(
                    "game \"" + game.id() + "\": entry " + entry.getId() + " of " + stream
                            + " is not the event that was recorded: " + e.getMessage(),
                    e);
        }
    }

    /** The index of the first event at or after a time. */
    long indexAt(long timeNanos) {
        long size = extent.size();
        if (timeNanos <= 0 || size == 0) {
            return 0;
        }
        if (timeNanos > MatchTime.MAX_NANOS) {
            return size;
        }
        // Recorded times are whole microseconds.
        long micros = (timeNanos + NANOS_PER_MICRO - 1) / NANOS_PER_MICRO;
        List<byte[]> answer = calls.script(
                what("no event can be found by its time"),
                Script.SEEK,
                new byte[][] {streamKey},
                Entry.ascii(size),
                Entry.ascii(micros));
        long index = Long.parseLong(new String(answer.get(1), US_ASCII));
        if (!new String(answer.get(0), US_ASCII).equals("OK")) {
            throw missing(index);
        }
        return index;
    }

    /** Says why an event isn't there. */
    private CorruptRecordingException missing(long index) {
        Meta meta = Meta.of(
                game.id(), keys, calls.call(what("its metadata can't be read"), commands -> Meta.ask(commands, keys)));
        String entry = "entry " + Entry.id(index) + " of " + stream + " is missing";
        if (meta == null || !meta.incarnation().equals(incarnation)) {
            return new CorruptRecordingException(what(entry + ": the recording was deleted, or Redis lost it"));
        }
        if (meta.extent().size() <= index) {
            return new CorruptRecordingException(
                    what(entry + ": Redis has " + meta.extent().size() + " events where there were " + extent.size()
                            + " before, it has lost the others"));
        }
        return new CorruptRecordingException(what(entry + " or is none of the recording's"));
    }

    String what(String problem) {
        return "game \"" + game.id() + "\": " + problem;
    }
}
