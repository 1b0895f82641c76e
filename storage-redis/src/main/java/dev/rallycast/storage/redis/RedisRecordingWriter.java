package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import io.lettuce.core.RedisNoScriptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of a recording, as long as Redis knows its token. */
final class RedisRecordingWriter implements RecordingWriter {
    /**
     * What a writer of a storage needs.
     *
     * @param durability what an append waits for
     * @param lease how long the lock holds unless it is renewed
     * @param executor renews it
     */
    record Terms(Durability durability, Duration lease, ScheduledExecutorService executor) {
        byte[] leaseMillis() {
            return Entry.ascii(lease.toMillis());
        }
    }

    /** What one script appends at most: it holds up the server for as long. */
    static final int MAX_STEP = 512;

    static final int MAX_STEP_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RedisRecordingWriter.class);

    private final Tape tape;
    private final Terms terms;
    private final byte[] token;
    private final Runnable release;
    private final Future<?> renewing;
    private final byte[] metaKey;
    private final byte[] lockKey;
    private final byte[] channel;
    private long size;
    private long lastMicros;
    private boolean ended;
    private boolean failed;
    private boolean closed;

    /**
     * A writer that Redis knows already.
     *
     * @param release runs once, when the writer is closed
     */
    RedisRecordingWriter(Tape tape, Terms terms, byte[] token, long size, long lastMicros, Runnable release) {
        this.tape = tape;
        this.terms = terms;
        this.token = token;
        this.size = size;
        this.lastMicros = lastMicros;
        this.release = release;
        this.metaKey = Keys.bytes(tape.keys().meta());
        this.lockKey = Keys.bytes(tape.keys().lock());
        this.channel = Keys.bytes(tape.keys().channel());
        tape.startWriting(this, size);
        long third = TimeUnit.NANOSECONDS.convert(terms.lease()) / 3;
        this.renewing = terms.executor().scheduleWithFixedDelay(this::renew, third, third, TimeUnit.NANOSECONDS);
    }

    @Override
    public long append(List<EventDraft> events) {
        requireUsable();
        if (ended) {
            throw ended();
        }
        List<EventDraft> batch = List.copyOf(events);
        for (int i = 0; i < batch.size(); i++) {
            requireValid(batch.get(i), i);
        }
        long first = size;
        if (batch.isEmpty()) {
            return first;
        }
        // Until it has succeeded: nobody knows then what arrived, so nothing may follow.
        failed = true;
        try {
            int from = 0;
            while (from < batch.size()) {
                from += appendStep(batch, from);
            }
        } catch (ReplayException e) {
            tape.stopWriting(this);
            throw e;
        }
        failed = false;
        tape.written(this, new Extent(size, false));
        return first;
    }

    /** Appends as much as one script takes, and returns how many events that were. */
    private int appendStep(List<EventDraft> batch, int from) {
        List<byte[]> entries = new ArrayList<>();
        long micros = lastMicros;
        int bytes = 0;
        int to = from;
        while (to < batch.size()
                && to - from < MAX_STEP
                && (to == from || bytes + batch.get(to).data().size() <= MAX_STEP_BYTES)) {
            EventDraft event = batch.get(to);
            micros = Math.max(micros, Entry.micros(event.timeNanos()));
            bytes += Entry.encode(entries, size + to - from, micros, event);
            to++;
        }
        int count = to - from;
        List<byte[]> args = new ArrayList<>(List.of(
                token,
                terms.leaseMillis(),
                ascii(tape.incarnation()),
                Entry.ascii(size),
                Entry.ascii(count),
                Entry.ascii(micros),
                Entry.ascii(bytes),
                channel));
        args.addAll(entries);
        // Replicas have all that is before what they confirm, so it is enough to wait for the last.
        boolean last = to == batch.size();
        write(
                "events " + size + " to " + (size + count - 1) + " of " + tape.stream(),
                Script.APPEND,
                last ? terms.durability() : Durability.acknowledged(),
                new byte[][] {metaKey, Keys.bytes(tape.stream()), lockKey},
                args.toArray(byte[][]::new));
        size += count;
        lastMicros = micros;
        return count;
    }

    @Override
    public void end() {
        requireUsable();
        if (ended) {
            return;
        }
        failed = true;
        try {
            write(
                    "the end mark in " + tape.keys().meta(),
                    Script.END,
                    terms.durability(),
                    new byte[][] {metaKey, lockKey},
                    token,
                    terms.leaseMillis(),
                    ascii(tape.incarnation()),
                    Entry.ascii(size),
                    channel);
        } catch (ReplayException e) {
            tape.stopWriting(this);
            throw e;
        }
        failed = false;
        ended = true;
        tape.written(this, new Extent(size, true));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        renewing.cancel(false);
        try {
            List<byte[]> reply = tape.calls()
                    .script(
                            message("its writer can't be closed"),
                            Script.CLOSE,
                            new byte[][] {metaKey, lockKey},
                            token);
            LOG.debug("game \"{}\": the writer was closed: {}", tape.game().id(), text(reply, 0));
        } catch (ReplayException e) {
            LOG.warn(
                    "game \"{}\": Redis could not be told that the writer is closed, nobody else can write for {}: {}",
                    tape.game().id(),
                    terms.lease(),
                    e.getMessage());
        } finally {
            tape.stopWriting(this);
            release.run();
        }
    }

    /** Runs a script that writes {@code subject}, and checks what it answers. */
    private void write(String subject, Script script, Durability durability, byte[][] keys, byte[]... args) {
        Calls.Confirmed confirmed = tape.calls()
                .script(
                        message(subject
                                + " could not be written, or nobody knows whether it was; open another writer to see"),
                        durability,
                        script,
                        keys,
                        args);
        List<byte[]> reply = confirmed.reply();
        String refused = subject + " can't be written: ";
        switch (text(reply, 0)) {
            case "OK", "AGAIN" -> {}
            case "GONE" -> throw unavailable(refused + "the recording was deleted, or Redis lost it");
            case "FENCED" ->
                throw unavailable(refused + "another writer took over when this one had not renewed its lock for "
                        + terms.lease());
            case "LOST" ->
                throw unavailable(refused + "Redis has " + text(reply, 1) + " events where " + size
                        + " were acknowledged, it has lost the others");
            case "ENDED" -> throw ended();
            case "FOREIGN" ->
                throw new CorruptRecordingException(
                        message(refused + "somebody else has written there: " + text(reply, 1)));
            default ->
                throw unavailable(refused + "Redis has " + text(reply, 1) + " events where " + size + " were expected");
        }
        if (confirmed.replicas() >= 0 && confirmed.replicas() < durability.replicas()) {
            throw unavailable(subject + ": written by the master, but " + confirmed.replicas() + " of "
                    + durability.replicas() + " replicas confirmed it within " + durability.timeout()
                    + ": it may be lost if the master fails");
        }
    }

    /** Keeps the lock. Never waits; an append does the same, and if both fail for long, another writer may take over. */
    private void renew() {
        Link link = tape.calls().link();
        if (link.isConnected()) {
            byte[][] keys = {metaKey, lockKey};
            CompletionStage<List<byte[]>> renewed;
            try {
                renewed = Calls.evalsha(link.commands(), Script.RENEW, keys, token, terms.leaseMillis())
                        .exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                                ? Calls.eval(link.commands(), Script.RENEW, keys, token, terms.leaseMillis())
                                : CompletableFuture.failedStage(failure))
                        .toCompletableFuture()
                        .orTimeout(tape.calls().attemptNanos(), TimeUnit.NANOSECONDS);
            } catch (RuntimeException e) {
                // A client that rejects commands may do so at once, and the next time should come all the same.
                renewed = CompletableFuture.failedStage(e);
            }
            renewed.whenComplete((reply, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "game \"{}\": the writer's lock can't be renewed: {}",
                            tape.game().id(),
                            failure.getMessage());
                }
            });
        }
    }

    private void requireValid(EventDraft draft, int place) {
        try {
            draft.data().requireValid();
        } catch (InvalidPayloadException e) {
            throw new InvalidPayloadException(message("event " + place + " of the batch: " + e.getMessage()), e);
        }
    }

    private void requireUsable() {
        if (closed) {
            throw new RecordingClosedException(message("the writer is closed"));
        }
        if (failed) {
            throw unavailable("a write failed before, open another writer to go on");
        }
    }

    private RecordingEndedException ended() {
        return new RecordingEndedException(message("it has its end mark: nothing can follow"));
    }

    private StorageUnavailableException unavailable(String problem) {
        return new StorageUnavailableException(message(problem));
    }

    private String message(String problem) {
        return "game \"" + tape.game().id() + "\": " + problem;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String text(List<byte[]> reply, int place) {
        return place < reply.size() ? new String(reply.get(place), UTF_8) : "";
    }
}
