package dev.rallycast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rallycast.model.Role;
import dev.rallycast.testkit.FakeClient;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RallycastMetricsTest {
    private final Monitored rig = new Monitored();

    @Test
    void connectionsAreCountedByTheCodeOfTheirEnd() {
        FakeClient ann = FakeClient.connect(rig.manager.clients(), "ann");
        FakeClient.connect(rig.manager.clients(), "bob");
        rig.millis(0);
        assertThat(rig.gauge("rallycast.connections")).isEqualTo(2);
        ann.disconnect();
        rig.millis(0);
        assertThat(rig.gauge("rallycast.connections")).isEqualTo(1);
        rig.manager.close();
        rig.millis(0);
        assertThat(rig.gauge("rallycast.connections")).isZero();
        assertThat(rig.count("rallycast.connections.opened")).isEqualTo(2);
        assertThat(rig.count("rallycast.connections.closed", "code", "none")).isEqualTo(1);
        assertThat(rig.count("rallycast.connections.closed", "code", "DRAINING"))
                .isEqualTo(1);
        assertThat(rig.count("rallycast.connections.closed", "code", "INTERNAL"))
                .isZero();
    }

    @Test
    void sessionsAndPlaybacksAreCountedByMode() {
        FakeClient ann = rig.join("ann", "pvai");
        rig.join("bob", "spectator");
        rig.join("cid", "spectator");
        ann.request("pause");
        assertThat(rig.gauge("rallycast.sessions", "mode", "pvai", "role", "player"))
                .isEqualTo(1);
        assertThat(rig.gauge("rallycast.sessions", "mode", "spectator", "role", "spectator"))
                .isEqualTo(2);
        assertThat(rig.gauge("rallycast.playbacks", "mode", "pvai", "status", "paused"))
                .isEqualTo(1);
        assertThat(rig.gauge("rallycast.playbacks", "mode", "spectator", "status", "playing"))
                .isEqualTo(1);
        ann.request("stop");
        assertThat(rig.gauge("rallycast.sessions", "mode", "pvai", "role", "player"))
                .isZero();
        assertThat(rig.count("rallycast.sessions.joined", "mode", "spectator", "role", "spectator"))
                .isEqualTo(2);
        assertThat(rig.count("rallycast.sessions.left", "mode", "pvai", "role", "player"))
                .isEqualTo(1);
        assertThat(rig.count("rallycast.playbacks.created", "mode", "pvai")).isEqualTo(1);
        assertThat(rig.count("rallycast.playbacks.killed", "mode", "pvai")).isEqualTo(1);
    }

    @Test
    void commandsAndRefusalsAreCounted() {
        FakeClient ann = rig.join("ann", "spectator");
        ann.request("ping");
        ann.request("pause");
        ann.send("no command");
        rig.millis(0);
        for (String action : new String[] {"start", "ping", "pause"}) {
            assertThat(rig.registry
                            .get("rallycast.commands")
                            .tag("action", action)
                            .timer()
                            .count())
                    .as(action)
                    .isEqualTo(1);
        }
        assertThat(rig.count("rallycast.refusals", "code", "NOT_ALLOWED")).isEqualTo(1);
        assertThat(rig.count("rallycast.refusals", "code", "BAD_JSON")).isEqualTo(1);
    }

    @Test
    void everyMessageAndItsSizeIsCounted() {
        FakeClient ann = rig.join("ann", "pvai");
        rig.millis(9_500);
        DistributionSummary sent = rig.registry.get("rallycast.messages.sent").summary();
        assertThat(sent.count()).isEqualTo(ann.texts().size());
        assertThat(sent.totalAmount())
                .isEqualTo(ann.texts().stream().mapToInt(String::length).sum());
    }

    @Test
    void deliveryIsLateUntilTheClientTakesIt() {
        FakeClient ann = rig.join("ann", "pvai");
        rig.millis(500);
        Timer lateness = rig.registry.get("rallycast.delivery.lateness").timer();
        assertThat(lateness.count()).isEqualTo(1);
        ann.stopReading();
        rig.millis(1_000);
        ann.goOnReading();
        rig.millis(0);
        assertThat(lateness.count()).isEqualTo(2);
        assertThat(lateness.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
    }

    @Test
    void lagAndWhatTracksDropAreCounted() {
        FakeClient ann = rig.join("ann", "pvai");
        ann.stopReading();
        rig.millis(25_500);
        ann.goOnReading();
        rig.millis(0);
        assertThat(rig.count("rallycast.tracks.dropped", "track", "voice"))
                .isEqualTo(ann.last("gap").path("dropped").asDouble())
                .isPositive();
        ann.stopReading();
        rig.millis(100_000);
        assertThat(rig.gauge("rallycast.queued", "mode", "pvai")).isGreaterThan(1_000);
        ann.goOnReading();
        rig.millis(0);
        assertThat(rig.count("rallycast.sessions.lagged", "mode", "pvai", "role", Role.PLAYER.wireName()))
                .isEqualTo(1);
    }

    @Test
    void noTagHasAValueThatAClientChooses() {
        rig.join("mallory", "pvai").request("start", "game_id", "mallory", "mode", "mallory");
        FakeClient.connect(rig.manager.clients(), "mallory").send("{\"action\":\"mallory\",\"id\":\"mallory\"}");
        rig.millis(10_000);
        assertThat(rig.registry.getMeters().stream()
                        .map(Meter::getId)
                        .flatMap(id -> id.getTags().stream())
                        .map(Tag::getValue))
                .isNotEmpty()
                .noneMatch(value -> value.contains("mallory") || value.contains("m1") || value.contains("fake"));
    }

    @Test
    void bindsOnceAndObservesOneManager() {
        assertThatIllegalStateException().isThrownBy(() -> rig.metrics.bindTo(rig.registry));
        assertThatIllegalStateException().isThrownBy(() -> rig.metrics.observe(rig.manager));
    }

    @Test
    void nothingIsCountedBeforeItIsBound() {
        RallycastMetrics unbound = new RallycastMetrics();
        unbound.opened();
        unbound.sent(1, 1);
        unbound.bindTo(new SimpleMeterRegistry());
        unbound.observe(rig.manager);
    }
}
