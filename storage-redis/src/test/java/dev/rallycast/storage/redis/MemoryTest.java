package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much memory Redis needs, as {@code docs/redis.md} says it; the figures are printed. */
class MemoryTest {
    private static final int EVENTS = 10_000;
    private static final int PAYLOAD = 100;

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    private final String prefix = RedisExtension.freshPrefix();

    @Test
    void anEventTakesNoMoreBesideItsPayloadThanTheDocumentSays() throws Exception {
        try (RedisGameStorage storage =
                        REDIS.topology().storage().prefix(prefix).build();
                RecordingWriter writer = storage.create(GAME)) {
            List<EventDraft> events = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                String data = "{\"n\":" + (1_000_000 + i) + ",\"text\":\"";
                String payload = data + "x".repeat(PAYLOAD - data.length() - 2) + "\"}";
                assertThat(payload).hasSize(PAYLOAD);
                events.add(new EventDraft(i * 1_500_000_000L, "point", null, Payload.of(payload)));
            }
            writer.append(events);
        }
        String incarnation = new String(
                REDIS.topology()
                        .commands()
                        .hget(Keys.bytes(Keys.of(prefix, GAME.id()).meta()), "incarnation".getBytes(UTF_8)),
                UTF_8);

        double each = (double) memory(Keys.of(prefix, GAME.id()).stream(incarnation)) / EVENTS;

        System.out.printf("an event of %d bytes takes %.1f bytes in Redis%n", PAYLOAD, each);
        assertThat(each - PAYLOAD)
                .isLessThanOrEqualTo(figure("takes about (\\d+) bytes in memory beside its payload"))
                // The document is not far off either.
                .isGreaterThan(0.7 * figure("takes about (\\d+) bytes in memory beside its payload"));
        assertThat(each).isLessThanOrEqualTo(figure("events of " + PAYLOAD + " bytes are about (\\d+) MB"));
    }

    @Test
    void aSharedPlaybackTakesNoMoreThanTheDocumentSays() throws Exception {
        SchedulerKey key = PlaybackSamples.KEY;
        try (RedisSharedPlaybacks a = REDIS.topology().shared().prefix(prefix).build();
                RedisSharedPlaybacks b =
                        REDIS.topology().shared().prefix(prefix).build()) {
            String playback = "5f0c3a52-1111-2222-3333-444455556666";
            PlaybackSamples.get(a.open(key, PlaybackSamples.state(playback, 0), PlaybackSamples.IDLE));
            long revision = 0;
            for (RedisSharedPlaybacks node : List.of(a, b)) {
                PlaybackSamples.get(node.change(key, revision, PlaybackSamples.state(playback, ++revision)));
                PlaybackSamples.get(node.hold(key, playback, new Presence(5_000, 0), PlaybackSamples.IDLE));
                PlaybackSamples.get(a.takeSeat(key, playback, "user of " + node.node(), 2));
            }
        }

        long bytes = memory(new PlaybackKeys(prefix).playback(key));

        System.out.printf("a shared playback takes %d bytes in Redis%n", bytes);
        assertThat((double) bytes).isLessThanOrEqualTo(figure("A shared playback takes about ([\\d,]+) bytes"));
    }

    private static long memory(String key) {
        // All of its nodes, and not five of them.
        Long usage = REDIS.topology()
                .commands()
                .eval(
                        "return redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', '0')",
                        ScriptOutputType.INTEGER,
                        Keys.bytes(key));
        assertThat(usage).isNotNull();
        return usage;
    }

    private static double figure(String sentence) throws Exception {
        String document = Files.readString(Path.of("..", "docs", "redis.md")).replaceAll("\\s+", " ");
        Matcher found = Pattern.compile(sentence).matcher(document);
        assertThat(found.find()).as(sentence).isTrue();
        return Double.parseDouble(found.group(1).replace(",", ""));
    }
}
