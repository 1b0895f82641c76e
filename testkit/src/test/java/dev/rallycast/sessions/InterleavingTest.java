package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Joins, drops, resumes, seeks, slow readers and storage that fails, in any order: nobody is told anything wrong. */
class InterleavingTest {
    private static final int SEEDS = 100;

    /** A client through all its connections to one playback. */
    private static final class Viewer {
        final String user;
        final String mode;
        FakeClient client;
        /** Where the connection began, if it recovered. */
        Transcript before;

        Viewer(String user, String mode) {
            this.user = user;
            this.mode = mode;
        }
    }

    @Test
    void everyClientIsToldEverythingOnceOrToldOtherwise() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                play(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void play(long seed) {
        Random random = new Random(seed);
        Rig rig = new Rig(builder -> builder.blockBytes(random.nextBoolean() ? 1 : 100_000_000)
                .track(new JoiningTest.CountingTrack("latest", Track.Delivery.LATEST))
                .track(new JoiningTest.CountingTrack("all", Track.Delivery.LOSSLESS))
                .engineLoops(2)
                .sessionLoops(3)
                .limits(Limits.builder()
                        .maxLagMessages(16 + random.nextInt(200))
                        .maxCatchUp(1 + random.nextInt(100))
                        .playerRate(1_000, 1_000)
                        .spectatorRate(1_000, 1_000)
                        .build()));
        List<Viewer> viewers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            viewers.add(new Viewer("u" + i % 4, i % 4 < 2 ? "pvp" : i == 2 ? "pvai" : "spectator"));
        }
        for (int i = 0; i < 60; i++) {
            Viewer viewer = viewers.get(random.nextInt(viewers.size()));
            act(rig, random, viewer);
            if (random.nextInt(3) == 0) {
                rig.flaky.onRead = () -> {};
            }
            rig.clock.advance(
                    Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(500)));
        }
        rig.flaky.onRead = () -> {};
        viewers.forEach(viewer -> {
            if (viewer.client != null) {
                viewer.client.goOnReading();
            }
        });
        rig.seconds(5);
        for (Viewer viewer : viewers) {
            FakeClient client = viewer.client;
            if (client == null) {
                continue;
            }
            Transcript transcript = transcript(viewer);
            if (client.isOpen() && transcript.isStarted()) {
                // Nobody hangs: all who are there are where their playback is.
                JsonNode state = client.request("status").path("state");
                Transcript now = transcript(viewer);
                assertThat(now.index())
                        .as(viewer.user + " index")
                        .isEqualTo(state.path("index").asLong());
                assertThat(now.epoch())
                        .as(viewer.user + " epoch")
                        .isEqualTo(state.path("epoch").asLong());
            }
        }
    }

    private static void act(Rig rig, Random random, Viewer viewer) {
        FakeClient client = viewer.client;
        if (client == null || !client.isOpen()) {
            connect(rig, random, viewer);
            return;
        }
        switch (random.nextInt(16)) {
            case 0 -> client.disconnect();
            case 1 -> client.stopReading();
            case 2, 3 -> client.goOnReading();
            case 4 -> client.command("pause");
            case 5, 6 -> client.command("resume");
            case 7 -> client.command("speed", "speed", 1 + random.nextInt(16));
            case 8 -> client.command("scrub", "to", Rig.json("{'index':" + random.nextInt(Rig.EVENTS + 1) + "}"));
            case 9 -> client.command("scrub", "to", Rig.json("{'by':" + (random.nextInt(200) - 100) + "}"));
            case 10 -> client.command("step", "count", random.nextInt(40) - 20);
            case 11 -> client.command("status");
            case 12 ->
                rig.flaky.onRead = random.nextInt(3) > 0
                        ? () -> {}
                        : FlakyStorage.failing(new StorageUnavailableException("on purpose"));
            case 13 -> client.command("start", "game_id", "m1", "mode", viewer.mode);
            case 14 -> {
                client.command("scrub", "to", Rig.json("{'index':1}"));
                client.command("scrub", "to", Rig.json("{'index':700}"));
                client.command("pause");
            }
            default ->
                rig.manager.schedulers().stream()
                        .filter(playback -> random.nextInt(20) == 0)
                        .forEach(playback -> playback.kill("host"));
        }
    }

    private static void connect(Rig rig, Random random, Viewer viewer) {
        FakeClient lost = viewer.client;
        Transcript seen = lost == null ? null : transcript(viewer);
        viewer.client = rig.connect(viewer.user);
        viewer.before = null;
        if (lost == null || seen == null || !seen.isStarted() || random.nextInt(3) == 0) {
            viewer.client.command("start", "game_id", "m1", "mode", viewer.mode);
            return;
        }
        viewer.before = Transcript.resumed(seen.epoch(), seen.index());
        String playback = lost.last("started").path("playback").asText();
        viewer.client.command(
                "start",
                "game_id",
                "m1",
                "mode",
                viewer.mode,
                "resume",
                Rig.json("{'playback':'" + playback + "','epoch':" + seen.epoch() + ",'index':" + seen.index() + "}"));
    }

    private static Transcript transcript(Viewer viewer) {
        Transcript start = viewer.before == null
                ? Transcript.of(viewer.client)
                : Transcript.resumed(viewer.before.epoch(), viewer.before.index())
                        .with(viewer.client);
        return start.check(viewer.user);
    }
}
