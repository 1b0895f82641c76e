package dev.rallycast.storage.redis;

import dev.rallycast.model.GameEvent;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.StreamMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a tape for one of those who have it open. A few commands are under way at any time, and an answer is checked and
 * made events of while Redis works on the next ones. Whoever reads much, in order, finds the next commands under way already, so
 * Redis does not rest between reads either; others cost nothing ahead. Thread-safe.
 */
final class EventReader {
    /** Bounds the memory of one read, whatever the caller asks for. */
    private static final long MAX_SLICE_BYTES = 4 << 20;

    /** How many commands are under way at once. */
    private static final int AT_ONCE = 4;

    /** From how many events on a read is that of somebody who wants them all. */
    private static final int MUCH = AT_ONCE * Tape.MAX_STEP;

    private final Tape tape;
    private final AtomicReference<@Nullable Window> kept = new AtomicReference<>();

    EventReader(Tape tape) {
        this.tape = tape;
    }

    List<GameEvent> read(long from, int max) {
        long size = tape.extent().size();
        if (from >= size) {
            return List.of();
        }
        int wanted = (int) Math.min(max, size - from);
        List<GameEvent> events = new ArrayList<>(Math.min(wanted, MUCH));
        boolean much = max >= MUCH;
        Window window = window(from, much);
        // Beyond what is wanted, if what was read before says that it will be wanted, too.
        long end = window.inOrder ? size : from + wanted;
        boolean done = false;
        try {
            long bytes = 0;
            window.fill(from + wanted, end, MAX_SLICE_BYTES);
            while (events.size() < wanted && bytes < MAX_SLICE_BYTES) {
                Part part = window.take();
                List<StreamMessage<byte[], byte[]>> answer = part.answer();
                // Before that is made events of, which takes as long as another answer.
                window.fill(from + wanted, end, MAX_SLICE_BYTES - bytes);
                bytes += tape.decode(answer, part.first, part.end, events);
            }
            done = true;
        } finally {
            keep(window, done && much);
        }
        return events;
    }

    /** Throws away what was read ahead. */
    void close() {
        keep(new Window(0), false);
    }

    private Window window(long from, boolean much) {
        Window window = kept.getAndSet(null);
        if (window != null && window.first == from && much) {
            window.inOrder = true;
            return window;
        }
        if (window != null) {
            window.forget();
        }
        return new Window(from);
    }

    /** One of those who read at the same time goes on in order. */
    private void keep(Window window, boolean worth) {
        Window before = worth ? kept.getAndSet(window) : kept.getAndSet(null);
        if (!worth) {
            window.forget();
        }
        if (before != null) {
            before.forget();
        }
    }

    /** A part of the recording that one command reads. */
    private final class Part {
        final long first;
        final long end;
        private @Nullable CompletionStage<List<StreamMessage<byte[], byte[]>>> sent;

        Part(long first, long end) {
            this.first = first;
            this.end = end;
            sent = send();
        }

        private CompletionStage<List<StreamMessage<byte[], byte[]>>> send() {
            Link link = tape.calls().link();
            try {
                if (!link.isConnected()) {
                    throw new RedisConnectionException("not connected to Redis");
                }
                // The range names its last entry, too: what others may have put behind it is not read.
                return link.commands()
                        .xrange(
                                tape.streamKey(),
                                Range.create(Entry.id(first), Entry.id(end - 1)),
                                Limit.from(end - first));
            } catch (RuntimeException e) {
                // A client that rejects commands may do so at once.
                return CompletableFuture.failedStage(e);
            }
        }

        /** Waits for the answer; if there is none, asks again. */
        List<StreamMessage<byte[], byte[]>> answer() {
            return tape.calls().run(tape.what("events " + first + " to " + (end - 1) + " can't be read"), patience -> {
                CompletionStage<List<StreamMessage<byte[], byte[]>>> waiting = sent == null ? send() : sent;
                sent = null;
                return patience.await(waiting);
            });
        }

        void forget() {
            if (sent != null) {
                Patience.forget(sent);
            }
        }
    }

    /** The commands that are under way, in order. Of one thread at a time. */
    private final class Window {
        private final Deque<Part> parts = new ArrayDeque<>(AT_ONCE);
        /** The next event that is taken. */
        private long first;
        /** The next event that is asked for. */
        private long next;

        private boolean inOrder;

        Window(long from) {
            first = from;
            next = from;
        }

        /**
         * Asks for more.
         *
         * @param wanted where a part ends in any case
         * @param end where all ends
         * @param bytes how much may be brought; at least one part is
         */
        void fill(long wanted, long end, long bytes) {
            while (parts.size() < AT_ONCE
                    && next < end
                    && (parts.isEmpty() || (next - first) * tape.bytesAnEvent() < bytes)) {
                long until = Math.min(next + tape.step(), next < wanted ? wanted : end);
                parts.add(new Part(next, until));
                next = until;
            }
        }

        /** The next part. */
        Part take() {
            Part part = parts.remove();
            first = part.end;
            return part;
        }

        void forget() {
            parts.forEach(Part::forget);
            parts.clear();
            first = -1;
        }
    }
}
