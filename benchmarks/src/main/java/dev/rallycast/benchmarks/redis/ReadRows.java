package dev.rallycast.benchmarks.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.RedisGameStorage;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** R1: a recording that is read in order against a bare loop over the same stream. */
final class ReadRows {
    private static final int PAYLOAD_BYTES = 200;
    private static final long GAP_NANOS = 1_000_000_000;
    private static final int BATCH = 1_024;

    /** What one read asks for. */
    private static final int SLICE = 4_096;

    /** How many entries a command of the bare loop brings, and how many commands are under way: as the storage has it. */
    private static final int STEP = 256;

    private static final int WINDOW = 4;

    private final String prefix;
    private final Pairs pairs;
    private final Report report;
    private final Progress progress;
    private final Payload payload = Events.payload(PAYLOAD_BYTES);

    ReadRows(String prefix, Pairs pairs, Report report, Progress progress) {
        this.prefix = prefix;
        this.pairs = pairs;
        this.report = report;
        this.progress = progress;
    }

    void measure(RedisURI uri, Sizes sizes) throws IOException {
        try (RedisClient client = RedisClient.create(uri);
                RedisGameStorage storage =
                        RedisGameStorage.builder(client).prefix(prefix).build();
                StatefulRedisConnection<byte[], byte[]> bare = client.connect(ByteArrayCodec.INSTANCE)) {
            record(storage, sizes.events());
            try (Recording recording = storage.open(Node.GAME)) {
                byte[] stream = stream(recording);
                report.add(Row.of(
                        "R1",
                        "reading " + Figures.count(sizes.events()) + " events in order, events a second",
                        "a pipelined loop of XRANGE with Lettuce over the same stream",
                        Limits.atLeast(0.8, 0.8, null),
                        pairs.measure(
                                Math.max(1, sizes.rounds() / 3),
                                sizes.rounds(),
                                round -> checked(read(recording), sizes),
                                sizes.events(),
                                round -> checked(loop(bare.async(), stream, sizes.events()), sizes),
                                sizes.events())));
            } finally {
                storage.delete(Node.GAME);
            }
        }
    }

    private void record(RedisGameStorage storage, int events) {
        progress.step("R1: recording " + Figures.count(events) + " events");
        try (RecordingWriter writer = storage.create(Game.of(Node.GAME, "tennis"))) {
            for (int at = 0; at < events; at += BATCH) {
                List<EventDraft> drafts = new ArrayList<>(
                        Events.evenly(Math.min(BATCH, events - at), at * GAP_NANOS, GAP_NANOS, payload));
                writer.append(drafts);
                progress.progress("recorded", at, events);
            }
            writer.end();
        }
        progress.step("R1: reading them");
    }

    /** Where the events are, see {@code docs/redis.md}. */
    private byte[] stream(Recording recording) {
        return (prefix + ":{" + Node.GAME + "}:events:" + recording.incarnation()).getBytes(US_ASCII);
    }

    /** Reads everything as the engine does, and returns how many bytes the payloads have. */
    private static long read(Recording recording) {
        long bytes = 0;
        long at = 0;
        List<GameEvent> events = recording.read(at, SLICE);
        while (!events.isEmpty()) {
            for (GameEvent event : events) {
                bytes += event.data().size();
            }
            at += events.size();
            events = recording.read(at, SLICE);
        }
        return bytes;
    }

    /** Reads everything with a few commands under way at any time, and does nothing else with it. */
    private static long loop(RedisAsyncCommands<byte[], byte[]> commands, byte[] stream, int events)
            throws IOException {
        Deque<RedisFuture<List<StreamMessage<byte[], byte[]>>>> sent = new ArrayDeque<>();
        long bytes = 0;
        int next = 0;
        while (next < events || !sent.isEmpty()) {
            while (sent.size() < WINDOW && next < events) {
                int end = Math.min(next + STEP, events);
                sent.add(commands.xrange(stream, Range.create(next + 1 + "-0", end + "-0")));
                next = end;
            }
            for (StreamMessage<byte[], byte[]> entry : Waiting.answer("XRANGE", sent.remove())) {
                bytes += payload(entry.getBody());
            }
        }
        return bytes;
    }

    private static int payload(Map<byte[], byte[]> body) {
        for (Map.Entry<byte[], byte[]> field : body.entrySet()) {
            if (field.getKey()[0] == 'd') {
                return field.getValue().length;
            }
        }
        return 0;
    }

    private long checked(long bytes, Sizes sizes) throws IOException {
        long expected = (long) payload.size() * sizes.events();
        if (bytes != expected) {
            throw new IOException("payloads of " + bytes + " bytes were read: expected " + expected);
        }
        return bytes;
    }
}
