package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({"pvai, 20, 100", "spectator, 10, 334"})
    void aBurstIsTakenAndThenOneCommandAtATime(String mode, int burst, long retryAfter) {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", mode);
        rig.seconds(10);
        for (int i = 0; i < burst; i++) {
            assertThat(ann.request("status").path("type").asText()).isEqualTo("ok");
        }
        JsonNode error = ann.request("status");
        assertThat(Rig.code(error)).isEqualTo("RATE_LIMITED");
        assertThat(error.path("retry").asBoolean()).isTrue();
        assertThat(error.path("retry_after_ms").asLong()).isEqualTo(retryAfter);
        rig.clock.advance(Duration.ofMillis(retryAfter - 1));
        assertThat(ann.request("status").path("retry_after_ms").asLong()).isEqualTo(1);
        rig.clock.advance(Duration.ofMillis(1));
        assertThat(ann.request("status").path("type").asText()).isEqualTo("ok");
        assertThat(Rig.code(ann.request("status"))).isEqualTo("RATE_LIMITED");
        assertThat(ann.isOpen()).isTrue();
    }

    @Test
    void aPingCostsNothing() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        for (int i = 0; i < 500; i++) {
            assertThat(ann.request("ping").path("type").asText()).isEqualTo("pong");
        }
        assertThat(ann.request("status").path("type").asText()).isEqualTo("ok");
    }

    @Test
    void whatCanNotBeReadCostsAsMuchAsACommand() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        for (int i = 0; i < 10; i++) {
            ann.send("{");
            assertThat(Rig.code(ann.last("error"))).isEqualTo("BAD_JSON");
            ann.send("{\"action\":\"ping\",\"x\":\"" + "x".repeat(8 * 1024) + "\"}");
            assertThat(Rig.code(ann.last("error"))).isEqualTo("TOO_LARGE");
        }
        ann.send("{");
        assertThat(Rig.code(ann.last("error"))).isEqualTo("RATE_LIMITED");
        assertThat(ann.isOpen()).isTrue();
    }

    @Test
    void theLimitOfAMessageCountsBytesAndNotCharacters() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        String frame = "{\"action\":\"ping\",\"x\":\"\"}";
        ann.send(frame.replace("\"\"", "\"" + "x".repeat(8 * 1024 - frame.length()) + "\""));
        assertThat(ann.types()).last().isEqualTo("pong");
        ann.send(frame.replace("\"\"", "\"" + "é".repeat((8 * 1024 - frame.length()) / 2 + 1) + "\""));
        assertThat(Rig.code(ann.last("error"))).isEqualTo("TOO_LARGE");
    }

    @Test
    void whoAsksOnAndOnWithoutReadingIsClosed() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        ann.stopReading();
        for (int i = 0; i < 300; i++) {
            ann.command("ping");
        }
        assertThat(ann.closedWith()).isEqualTo(CloseCode.RATE_LIMITED);
        rig.seconds(2);
        assertThat(rig.playback().sessions()).isEqualTo(1);
        assertThat(bob.eventIndices()).containsExactly(1L, 2L);
    }

    @Test
    void missedEventsThatWaitAreNotTheClientsDoing() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(300);
        FakeClient slow = rig.connect("slow");
        slow.stopReading();
        slow.command(
                "start",
                "game_id",
                "m1",
                "mode",
                "spectator",
                "resume",
                Rig.json("{'playback':'" + ann.last("started").path("playback").asText() + "','epoch':0,'index':0}"));
        slow.command("ping");
        assertThat(slow.closedWith()).isNull();
        slow.goOnReading();
        assertThat(slow.eventIndices()).hasSize(300);
        assertThat(slow.types()).last().isEqualTo("pong");
    }

    @Test
    void somethingIsHeardAtLeastEveryFifteenSeconds() {
        Rig rig = new Rig();
        FakeClient idle = rig.connect("idle");
        idle.request("ping");
        FakeClient ann = rig.join("ann", "pvai", "paused", true);
        rig.clock.advance(Duration.ofMillis(14_999));
        assertThat(ann.frames("heartbeat")).isEmpty();
        rig.clock.advance(Duration.ofMillis(1));
        assertThat(ann.frames("heartbeat")).hasSize(1);
        assertThat(ann.last("heartbeat").path("state").path("status").asText()).isEqualTo("paused");
        assertThat(idle.frames("heartbeat")).hasSize(1);
        assertThat(idle.last("heartbeat").has("state")).isFalse();
        rig.seconds(60);
        assertThat(ann.frames("heartbeat")).hasSize(5);
        assertThat(idle.frames("heartbeat")).hasSize(5);
    }

    @Test
    void whoHearsEventsHearsNoHeartbeat() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(200);
        assertThat(ann.frames("heartbeat")).isEmpty();
    }

    @Test
    void aSilentClientIsProbedAndClosedIfItDoesNotAnswer() {
        Rig rig = new Rig();
        FakeClient answers = rig.join("answers", "spectator");
        FakeClient talks = rig.join("talks", "spectator");
        FakeClient silent = rig.join("silent", "spectator");
        talks.ignorePings();
        silent.ignorePings();
        rig.clock.advance(Duration.ofSeconds(24));
        talks.command("ping");
        rig.clock.advance(Duration.ofMillis(999));
        assertThat(silent.closedWith()).isNull();
        rig.clock.advance(Duration.ofMillis(1));
        assertThat(silent.closedWith()).isEqualTo(CloseCode.HEARTBEAT_TIMEOUT);
        assertThat(rig.playback().sessions()).isEqualTo(2);
        rig.seconds(14);
        assertThat(talks.closedWith()).isNull();
        rig.seconds(10);
        assertThat(talks.closedWith()).isEqualTo(CloseCode.HEARTBEAT_TIMEOUT);
        rig.seconds(200);
        assertThat(answers.closedWith()).isNull();
    }

    @Test
    void aSendThatIsInFlightForTenSecondsEndsTheConnection() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient slow = rig.join("slow", "spectator");
        slow.stopReading();
        rig.seconds(10.999);
        assertThat(slow.closedWith()).isNull();
        rig.seconds(0.001);
        assertThat(slow.closedWith()).isEqualTo(CloseCode.SLOW_CONSUMER);
        assertThat(rig.playback().sessions()).isEqualTo(1);
        ann.clear();
        rig.seconds(1);
        assertThat(ann.eventIndices()).containsExactly(12L);
    }

    @Test
    void aSlowReaderWhoTakesAMessageNowAndThenStays() {
        Rig rig = new Rig();
        FakeClient slow = rig.join("slow", "spectator");
        for (int i = 0; i < 10; i++) {
            slow.stopReading();
            rig.seconds(9.5);
            slow.goOnReading();
        }
        assertThat(slow.closedWith()).isNull();
        Transcript.of(slow).check("slow");
        assertThat(slow.last("event").path("index").asLong()).isEqualTo(95);
    }

    /** How often it happens that events are read from storage while the session lags decides which way it is fed. */
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "100000000, false"})
    void whoLagsALittleTooFarIsFedTheMissedEvents(long blockBytes, boolean lossless) {
        Rig rig = lagging(blockBytes, lossless ? Track.Delivery.LOSSLESS : Track.Delivery.LATEST);
        FakeClient ann = rig.join("ann", "pvp", "delay", 0.01);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(2);
        ann.request("speed", "speed", 0.5);
        long before = slow.frames("snapshot").size();
        rig.seconds(0.5);
        slow.goOnReading();
        rig.seconds(1);

        Transcript.of(slow).check("slow");
        Transcript.of(ann).check("ann");
        assertThat(slow.frames("snapshot")).hasSize((int) before);
        assertThat(slow.last("event").path("index")).isEqualTo(ann.last("event").path("index"));
        // What changed meanwhile is known, though the frames that said so are gone.
        assertThat(slow.last("state").path("speed").asDouble()).isEqualTo(0.5);
        if (lossless) {
            assertThat(slow.frames("track").stream()
                            .map(frame -> frame.path("index").asLong()))
                    .containsExactlyElementsOf(slow.eventIndices());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000})
    void whoLagsMuchTooFarIsSeededAnew(long blockBytes) {
        Rig rig = lagging(blockBytes, Track.Delivery.LATEST);
        FakeClient ann = rig.join("ann", "pvp", "delay", 0.01);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(5);
        slow.goOnReading();
        rig.seconds(1);

        Transcript.of(slow).check("slow");
        Transcript.of(ann).check("ann");
        assertThat(slow.frames("snapshot")).hasSize(2);
        assertThat(slow.last("snapshot").path("tracks").path("count").asLong())
                .isEqualTo(slow.last("snapshot").path("index").asLong() + 1);
        assertThat(slow.last("event").path("index")).isEqualTo(ann.last("event").path("index"));
        assertThat(ann.eventIndices()).hasSize(601);
        assertThat(slow.closedWith()).isNull();
    }

    @Test
    void whoeverLagsByBytesIsFedAnewToo() {
        Rig rig = new Rig(
                builder -> builder.limits(Limits.builder().maxLagBytes(2_000).build()));
        FakeClient ann = rig.join("ann", "pvp", "delay", 0.01);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(1);
        slow.goOnReading();
        rig.seconds(1);
        Transcript.of(slow).check("slow");
        assertThat(slow.last("event").path("index")).isEqualTo(ann.last("event").path("index"));
    }

    @Test
    void aReplyThatComesWhileMissedEventsAreReadDoesNotHangTheSession() {
        Rig rig = lagging(1, Track.Delivery.LOSSLESS);
        rig.join("ann", "pvp", "delay", 0.01);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(2);
        rig.flaky.onRead = FlakyStorage.failing(new StorageUnavailableException("on purpose"));
        slow.goOnReading();
        // The missed events are still to be read; the reply follows a place of the log that comes after them.
        slow.command("speed", "speed", 2);
        rig.flaky.onRead = () -> {};
        rig.seconds(1.5);
        assertThat(slow.types()).contains("ok");
        Transcript.of(slow).check("slow");
        assertThat(slow.last("state").path("speed").asInt()).isEqualTo(2);
        assertThat(slow.request("status").path("type").asText()).isEqualTo("ok");
    }

    @Test
    void whoLagsWhenThePlaybackEndsHearsThatItDid() {
        Rig rig = lagging(1, Track.Delivery.LATEST);
        FakeClient ann = rig.join("ann", "pvp", "delay", 0.01);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(5);
        rig.playback().kill("host");
        slow.goOnReading();
        assertThat(slow.last("stopped").path("reason").asText()).isEqualTo("host");
        assertThat(ann.last("stopped").path("reason").asText()).isEqualTo("host");
        assertThat(slow.request("ping").path("type").asText()).isEqualTo("pong");
    }

    @Test
    void storageThatFailsForALaggingSessionHarmsNobodyElse() {
        Rig rig = lagging(1, Track.Delivery.LOSSLESS);
        FakeClient ann = rig.join("ann", "pvp", "delay", 0.1);
        FakeClient slow = rig.join("bob", "pvp");
        slow.stopReading();
        rig.seconds(9.8);
        rig.flaky.onRead = FlakyStorage.failing(new StorageUnavailableException("on purpose"));
        slow.goOnReading();
        rig.flaky.onRead = () -> {};
        ann.clear();
        rig.seconds(3);
        assertThat(ann.eventIndices()).hasSize(30);
        assertThat(ann.frames("stopped")).isEmpty();
        Transcript.of(slow).check("slow");
        assertThat(slow.last("event").path("index")).isEqualTo(ann.last("event").path("index"));
    }

    @Test
    void ofATrackOfWhichOnlyTheNewestCountsALaggingSessionGetsTheNewest() {
        Rig rig = new Rig(builder -> builder.track(new CountingTrack(Track.Delivery.LATEST)));
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient slow = rig.join("slow", "spectator");
        slow.stopReading();
        rig.seconds(8);
        slow.goOnReading();
        assertThat(slow.frames("track")).hasSize(1);
        assertThat(slow.last("track").path("data").asLong()).isEqualTo(9);
        assertThat(slow.eventIndices()).isEqualTo(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
        assertThat(ann.frames("track")).hasSize(9);
    }

    @Test
    void timesMayBeAsLongAsAHostLikes() {
        Duration never = Duration.ofSeconds(Long.MAX_VALUE);
        Rig rig = new Rig(builder -> builder.limits(Limits.builder()
                .heartbeat(never)
                .ping(never)
                .pong(never)
                .sendTimeout(never)
                .firstMessage(never)
                .reconnectWithin(never)
                .build()));
        FakeClient ann = rig.connect("ann");
        assertThat(ann.last("hello").path("limits").path("heartbeat_ms").asLong())
                .isEqualTo(Duration.ofDays(36_500).toMillis());
        rig.seconds(1_000_000);
        Rig.start(ann, "spectator");
        ann.stopReading();
        rig.seconds(1_000_000);
        assertThat(ann.isOpen()).isTrue();
        ann.goOnReading();
        assertThat(ann.frames("heartbeat")).isEmpty();
        rig.manager.drain(Duration.ZERO);
        assertThat(ann.last("draining").path("reconnect_after_ms").asLong()).isPositive();
    }

    @Test
    void aSnapshotThatIsLargerThanTheLogReachesEverybody() {
        Rig rig = new Rig(
                builder -> builder.limits(Limits.builder().maxLagBytes(400).build()));
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        rig.seconds(3);
        ann.request("scrub", "to", Rig.json("{'index':500}"));
        rig.seconds(3);
        for (FakeClient client : List.of(ann, bob)) {
            Transcript.of(client).check("snapshot");
            assertThat(client.last("snapshot").path("epoch").asLong()).isEqualTo(1);
            assertThat(client.last("event").path("index").asLong()).isEqualTo(503);
            assertThat(client.last("state").path("cause").asText()).isEqualTo("scrub");
        }
    }

    /** A log so short that two seconds at 100 events a second are too far behind. */
    private static Rig lagging(long blockBytes, Track.Delivery delivery) {
        return new Rig(builder -> builder.blockBytes(blockBytes)
                .track(new CountingTrack(delivery))
                .limits(Limits.builder().maxLagMessages(64).build()));
    }
}
