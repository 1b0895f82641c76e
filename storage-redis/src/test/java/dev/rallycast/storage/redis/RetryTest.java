package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.assertWhole;
import static dev.rallycast.storage.redis.Samples.event;
import static dev.rallycast.storage.redis.Samples.events;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.time.Ticker;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {
    private static final String PREFIX = "retry";

    private final Topology.Single redis =
            new Topology.Single(RedisProcess.embedded(), "appendonly yes", "appendfsync always");

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void theSameAppendOnceMoreIsAcknowledgedAndRecordedOnce() {
        try (RedisGameStorage storage = storage().build();
                RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(0));
            List<EventDraft> batch = List.of(event(1), event(2));

            assertThat(append(token(), 1, batch)).isEqualTo("OK");
            assertThat(append(token(), 1, batch)).isEqualTo("AGAIN");
            assertThat(append(token(), 1, batch)).isEqualTo("AGAIN");
        }
        try (RedisGameStorage storage = storage().build()) {
            assertWhole(storage, "m1", 3);
        }
    }

    @Test
    void anotherAppendToTheSamePlaceIsRefused() {
        try (RedisGameStorage storage = storage().build();
                RecordingWriter writer = storage.create(GAME)) {
            writer.append(List.of(event(0), event(1)));

            assertThat(append(token(), 1, List.of(event(7)))).as("other data").isEqualTo("CONFLICT");
            assertThat(append(token(), 0, List.of(event(0))))
                    .as("a late one, as more was added since")
                    .isEqualTo("CONFLICT");
            assertThat(append(token(), 3, List.of(event(3)))).as("behind a gap").isEqualTo("LOST");
            assertThat(append("other", 2, List.of(event(2))))
                    .as("by another writer")
                    .isEqualTo("FENCED");
            assertWhole(storage, "m1", 2);
        }
    }

    @Test
    void anAppendThatComesAfterItsWriterWasClosedIsRefused() {
        try (RedisGameStorage storage = storage().build()) {
            String token;
            try (RecordingWriter writer = storage.create(GAME)) {
                writer.append(event(0));
                token = token();
            }

            assertThat(append(token, 1, List.of(event(1)))).isEqualTo("FENCED");
            assertWhole(storage, "m1", 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT", "REJECT_COMMANDS"})
    void whatIsAcknowledgedIsThereOnceWhenConnectionsAreCutAgainAndAgain(
            ClientOptions.DisconnectedBehavior whileDisconnected) throws Exception {
        redis.client()
                .setOptions(ClientOptions.builder()
                        .disconnectedBehavior(whileDisconnected)
                        .build());
        RedisAsyncCommands<byte[], byte[]> other = redis.async();
        List<RedisFuture<Long>> cuts = new ArrayList<>();
        try (RedisGameStorage storage = storage().build()) {
            try (RecordingWriter writer = storage.create(GAME)) {
                for (int i = 0; i < 300; i += 3) {
                    if (i % 36 == 0) {
                        // At any moment of the appends that follow; its own connection is spared.
                        cuts.add(other.clientKill(KillArgs.Builder.typeNormal().skipme()));
                    }
                    assertThat(writer.append(events(i, i + 3))).isEqualTo(i);
                }
            }

            assertWhole(storage, "m1", 300);
            long killed = 0;
            for (RedisFuture<Long> cut : cuts) {
                killed += cut.get();
            }
            assertThat(killed).as("connections cut").isGreaterThan(5);
        }
    }

    @Test
    void aWriterGoesOnWhenTheServerIsKilledAndStartedAgain() throws Exception {
        try (RedisGameStorage storage = storage().build();
                RecordingWriter writer = storage.create(GAME)) {
            RedisProcess server = redis.servers().get(0);
            writer.append(events(0, 100));
            Thread killer = new Thread(() -> {
                server.kill();
                server.startAgain();
            });
            killer.start();
            for (int i = 100; i < 2_000 || killer.isAlive(); i++) {
                writer.append(event(i));
                if (!killer.isAlive()) {
                    writer.append(events(i + 1, 2_500));
                    break;
                }
            }
            killer.join();

            try (Recording recording = storage.open("m1")) {
                assertWhole(storage, "m1", recording.extent().size());
                assertThat(recording.extent().size()).isGreaterThan(101);
            }
        }
    }

    @Test
    void aServerThatForgotAllScriptsIsToldThemAgain() {
        try (RedisGameStorage storage = storage().build()) {
            redis.commands().scriptFlush();
            try (RecordingWriter writer = storage.create(GAME)) {
                for (int i = 0; i < 5; i++) {
                    redis.commands().scriptFlush();
                    writer.append(event(i));
                }
                redis.commands().scriptFlush();
            }
            redis.commands().scriptFlush();
            try (RecordingWriter writer = storage.append("m1");
                    Recording recording = storage.open("m1")) {
                redis.commands().scriptFlush();
                assertThat(recording.indexAt(3 * Samples.MILLI)).isEqualTo(3);
                redis.commands().scriptFlush();
                writer.end();
            }
            assertWhole(storage, "m1", 5);
            redis.commands().scriptFlush();
            assertThat(storage.delete("m1")).isTrue();
        }
    }

    @Test
    void aServerThatStaysAwayIsAClearErrorAndTheWriterIsNotUsedAnyMore() {
        RedisProcess server = redis.servers().get(0);
        Duration patience = Duration.ofMillis(300);
        try (RedisGameStorage storage = storage().timeouts(patience, patience).build()) {
            RecordingWriter writer = storage.create(GAME);
            writer.append(event(0));
            server.kill();

            assertThatThrownBy(() -> writer.append(event(1)))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("game \"m1\"")
                    .hasMessageContaining("events 1 to 1 of retry:{m1}:events:")
                    .hasMessageContaining("nobody knows");
            assertThatThrownBy(() -> storage.find("m1"))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("retry:{m1}:meta");
            server.startAgain();
            assertThatThrownBy(() -> writer.append(event(1)))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("open another writer");
            Topology.until("the server is back", () -> storage.find("m1").isPresent());
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            writer.close();
            try (RecordingWriter next = storage.append("m1")) {
                assertThat(next.append(event(1))).isOne();
            }
            assertWhole(storage, "m1", 2);
        }
    }

    @Test
    void whileDisconnectedNothingPilesUpInTheClient() {
        redis.client().setOptions(ClientOptions.create());
        RedisProcess server = redis.servers().get(0);
        try (RedisGameStorage storage =
                storage().timeouts(Duration.ofMillis(50), Duration.ofMillis(50)).build()) {
            server.kill();
            Topology.until("the connection is seen to be lost", () -> isRefusedAtOnce(storage));
            for (int i = 0; i < 20; i++) {
                assertThat(isRefusedAtOnce(storage)).isTrue();
            }
            server.startAgain();
            Topology.until("the server is back", () -> storage.find("m1").isEmpty());
            Topology.until(
                    "the test is connected, too", () -> redis.commands().ping().equals("PONG"));

            // The server began to count anew.
            assertThat(redis.commands().info("commandstats")).containsPattern("cmdstat_hmget:calls=\\d,");
        }
    }

    @Test
    void aFailoverBetweenAWriteAndItsWaitIsNoticed() {
        // One break is reported that the connection did not have.
        try (RedisGameStorage storage = storage().build();
                RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(0));
            Link link = SingleLink.of(redis.client(), true);
            long[] asked = {0};
            Link breaking = new BreakingLink(link, () -> Math.min(1, asked[0]++), new AtomicInteger());
            Calls calls = new Calls(breaking, Ticker.system(), Duration.ofSeconds(2), Duration.ofSeconds(5));
            redis.commands().scriptLoad(Script.RENEW.text());
            redis.commands().configResetstat();

            Calls.Confirmed confirmed = calls.script(
                    "test",
                    Durability.replicated(1, Duration.ofMillis(1)),
                    Script.RENEW,
                    new byte[][] {
                        Keys.bytes(Keys.of(PREFIX, "m1").meta()),
                        Keys.bytes(Keys.of(PREFIX, "m1").lock())
                    },
                    token().getBytes(US_ASCII),
                    "1000".getBytes(US_ASCII));

            assertThat(confirmed.replicas()).isZero();
            assertThat(redis.commands().info("commandstats")).contains("cmdstat_wait:calls=2,");
            link.close();
        }
    }

    private static boolean isRefusedAtOnce(RedisGameStorage storage) {
        try {
            storage.find("m1");
            return false;
        } catch (StorageUnavailableException e) {
            return String.valueOf(e.getMessage()).contains("not connected");
        }
    }

    private RedisGameStorage.Builder storage() {
        return redis.storage().prefix(PREFIX);
    }

    private String token() {
        return new String(
                redis.commands().hget(Keys.bytes(Keys.of(PREFIX, "m1").meta()), Keys.bytes("writer")), US_ASCII);
    }

    /** Sends what a writer sends, and returns what Redis answers. */
    private String append(String token, long first, List<EventDraft> events) {
        Keys keys = Keys.of(PREFIX, "m1");
        String stream = Samples.stream(redis.commands(), PREFIX, "m1");
        String incarnation = stream.substring(stream.lastIndexOf(':') + 1);
        List<byte[]> entries = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < events.size(); i++) {
            bytes += Entry.encode(entries, first + i, Entry.micros(events.get(i).timeNanos()), events.get(i));
        }
        List<byte[]> args = new ArrayList<>();
        for (Object arg : List.of(
                token, 10_000, incarnation, first, events.size(), 1_000 * (first + events.size()), bytes, "channel")) {
            args.add(arg.toString().getBytes(US_ASCII));
        }
        args.addAll(entries);
        List<byte[]> reply = redis.commands()
                .eval(
                        Script.APPEND.text(),
                        ScriptOutputType.MULTI,
                        new byte[][] {Keys.bytes(keys.meta()), Keys.bytes(stream), Keys.bytes(keys.lock())},
                        args.toArray(byte[][]::new));
        return new String(reply.get(0), US_ASCII);
    }
}
