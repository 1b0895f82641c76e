package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server that goes away on purpose: "draining" in the protocol. */
class DrainTest {
    private static List<FakeClient> crowd(Rig rig, int size) {
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            clients.add(rig.join("user " + i, "spectator"));
        }
        return clients;
    }

    private static long open(List<FakeClient> clients) {
        return clients.stream().filter(FakeClient::isOpen).count();
    }

    @Test
    void clientsAreSentAwayEvenlyOverTheTime() {
        Rig rig = new Rig(builder -> builder.sessionLoops(1));
        List<FakeClient> clients = crowd(rig, 1_000);
        CompletableFuture<Void> drained =
                rig.manager.drain(Duration.ofSeconds(10)).toCompletableFuture();
        assertThat(open(clients)).isEqualTo(990);
        rig.seconds(5);
        assertThat(open(clients)).isBetween(480L, 500L);
        assertThat(drained).isNotDone();
        rig.seconds(5);
        assertThat(open(clients)).isZero();
        assertThat(drained).isCompleted();
        for (FakeClient client : clients) {
            assertThat(client.closedWith()).isEqualTo(CloseCode.DRAINING);
            assertThat(client.types()).last().isEqualTo("draining");
        }
        List<Long> delays = clients.stream()
                .map(client ->
                        client.last("draining").path("reconnect_after_ms").asLong())
                .toList();
        assertThat(delays).allMatch(delay -> delay >= 500 && delay < 2_500);
        assertThat(delays.stream().distinct().count()).as("they differ").isGreaterThan(500);
    }

    @Test
    void whoIsStillThereGoesOnWatching() {
        Rig rig = new Rig(builder -> builder.sessionLoops(1));
        List<FakeClient> clients = crowd(rig, 2);
        rig.manager.drain(Duration.ofSeconds(20));
        rig.seconds(3.5);
        FakeClient left =
                clients.stream().filter(FakeClient::isOpen).findFirst().orElseThrow();
        assertThat(left.eventIndices()).endsWith(2L, 3L);
    }

    @Test
    void nobodyIsLetInAnyMore() {
        Rig rig = new Rig();
        List<FakeClient> idle = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            idle.add(rig.connect("user " + i));
        }
        rig.manager.drain(Duration.ofSeconds(60));
        FakeClient late = rig.connect("late");
        assertThat(late.types()).containsExactly("draining");
        assertThat(late.closedWith()).isEqualTo(CloseCode.DRAINING);
        FakeClient left = idle.stream().filter(FakeClient::isOpen).findFirst().orElseThrow();
        assertThat(Rig.code(Rig.start(left, "spectator"))).isEqualTo("DRAINING");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void whoTakesNothingIsClosedAllTheSame() {
        Rig rig = new Rig();
        FakeClient slow = rig.join("slow", "spectator");
        slow.stopReading();
        rig.seconds(1.5);
        CompletableFuture<Void> drained = rig.manager.drain(Duration.ZERO).toCompletableFuture();
        assertThat(drained).isNotDone();
        rig.seconds(11);
        assertThat(slow.isOpen()).isFalse();
        assertThat(drained).isCompleted();
    }

    @Test
    void withNobodyThereItIsDoneAtOnce() {
        Rig rig = new Rig();
        assertThat(rig.manager.drain(Duration.ofSeconds(30)).toCompletableFuture())
                .isCompleted();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.manager.drain(Duration.ofSeconds(-1)))
                .withMessage("within is PT-1S: expected 0 or more");
    }

    @Test
    void aPlayerWhoResumesAtTheNextServerLosesNothing() {
        Rig before = new Rig();
        FakeClient ann = before.join("ann", "pvai");
        before.seconds(41.5);
        before.manager.drain(Duration.ofSeconds(1));
        before.seconds(2);
        long last = ann.eventIndices().get(ann.eventIndices().size() - 1);
        String playback = ann.last("started").path("playback").asText();
        before.manager.close();

        Rig after =
                new Rig(new VirtualClock(0, Instant.parse("2026-01-02T00:00:00Z")), new FlakyStorage(), builder -> {});
        FakeClient again = after.join(
                "ann", "pvai", "resume", Rig.json("{'playback':'" + playback + "','epoch':0,'index':" + last + "}"));
        assertThat(again.last("started").path("recovered").asBoolean(true)).isFalse();
        assertThat(again.last("snapshot").path("index").asLong()).isEqualTo(last);
        after.seconds(2.5);
        assertThat(again.eventIndices()).startsWith(last + 1, last + 2);
    }
}
