package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Joins, drops, resumes, seeks, steps, slow readers, storage that fails, a recording that grows and players who go away in a
 * pause, in any order: nobody is told anything wrong.
 */
class InterleavingTest {
    private static final int SEEDS = Integer.getInteger("rallycast.interleavings", 100);
    private static final int ACTIONS = 80;

    /** A client through all its connections to one playback. */
    private static final class Viewer {
        final String user;
        /** A mode, or whose playback is watched. */
        final String how;

        FakeClient client;
        /** Where the connection began, if it recovered. */
        Transcript before;

        Viewer(String user, String how) {
            this.user = user;
            this.how = how;
        }
    }

    @Test
    void everyClientIsToldEverythingOnceOrToldOtherwise() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new Interleaving(seed).play();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** One way in which it may go, the same each time for a seed. */
    private static final class Interleaving {
        private final Random random;
        private final Rig rig;
        private final List<Viewer> viewers = new ArrayList<>();
        /** What is played: a recording that has ended, or one that grows. */
        private final String game;

        private final RecordingWriter writer;
        private int size = Rig.EVENTS;
        private boolean ended = true;

        Interleaving(long seed) {
            random = new Random(seed);
            rig = new Rig(builder -> builder.blockBytes(random.nextBoolean() ? 1 : 100_000_000)
                    .track(new CountingTrack("latest", Track.Delivery.LATEST))
                    .track(new CountingTrack("all", Track.Delivery.LOSSLESS))
                    .track(new CountingTrack("some", Track.Delivery.BOUNDED))
                    .track(new CountingTrack("fresh", Track.Delivery.VOLATILE))
                    .track(new RangeTrack())
                    .engineLoops(2)
                    .sessionLoops(3)
                    .limits(Limits.builder()
                            .maxLagMessages(16 + random.nextInt(200))
                            .maxTrackBacklog(1 + random.nextInt(8))
                            .maxCatchUp(1 + random.nextInt(100))
                            .playerRate(1_000, 1_000)
                            .spectatorRate(1_000, 1_000)
                            .build()));
            boolean grows = random.nextBoolean();
            game = grows ? "growing" : "m1";
            writer = rig.memory.create(Game.of("growing", "tennis"));
            if (grows) {
                size = 0;
                ended = false;
                append(1 + random.nextInt(60));
            }
            for (int i = 0; i < 6; i++) {
                viewers.add(new Viewer("u" + i % 4, i % 4 < 2 ? "pvp" : i == 2 ? "pvai" : "spectator"));
            }
            viewers.add(new Viewer("w1", "{'mode':'pvp'}"));
            viewers.add(new Viewer("w2", "{'mode':'pvai','player':'u2'}"));
        }

        void play() {
            for (int i = 0; i < ACTIONS; i++) {
                act(viewers.get(random.nextInt(viewers.size())));
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
            viewers.forEach(this::checkWhere);
            rig.manager.close();
        }

        /** Nobody hangs: all who are there are where their playback is. */
        private void checkWhere(Viewer viewer) {
            FakeClient client = viewer.client;
            if (client == null) {
                return;
            }
            assertThat(client.closedWith()).as(viewer.user).isNotEqualTo(CloseCode.INTERNAL);
            if (client.isOpen() && transcript(viewer).isStarted()) {
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

        private void act(Viewer viewer) {
            FakeClient client = viewer.client;
            if (client == null || !client.isOpen()) {
                connect(viewer);
                return;
            }
            switch (random.nextInt(24)) {
                case 0 -> client.disconnect();
                case 1, 2 -> client.stopReading();
                case 3, 4 -> client.goOnReading();
                case 5 -> client.command("pause");
                case 6, 7 -> client.command("resume");
                case 8 -> client.command("speed", "speed", 1 + random.nextInt(16));
                case 9 -> client.command("scrub", "to", Rig.json("{'index':" + random.nextInt(size + 5) + "}"));
                case 10 -> client.command("scrub", "to", Rig.json("{'by':" + (random.nextInt(200) - 100) + "}"));
                case 11 -> client.command("step", "count", random.nextInt(40) - 20);
                case 12 -> client.command("status");
                case 13 ->
                    rig.flaky.onRead = random.nextInt(3) > 0
                            ? () -> {}
                            : FlakyStorage.failing(new StorageUnavailableException("on purpose"));
                case 14 -> start(viewer);
                case 15 -> {
                    client.command("scrub", "to", Rig.json("{'index':1}"));
                    client.command("scrub", "to", Rig.json("{'index':700}"));
                    client.command("pause");
                }
                case 16 -> client.command("live");
                case 17 -> client.command("scrub", "to", Rig.json("{'percent':" + random.nextInt(101) + "}"));
                case 18, 19 -> append(random.nextInt(30));
                case 20 -> {
                    client.command("pause");
                    client.command("step", "count", 1 + random.nextInt(5));
                    client.disconnect();
                }
                case 21 -> {
                    // Whoever paused is gone for so long that the pause is lifted.
                    viewers.stream()
                            .filter(other -> other.client != null && other.how.equals("pvp"))
                            .forEach(other -> other.client.disconnect());
                    rig.seconds(31);
                }
                case 22 -> {
                    if (random.nextInt(4) == 0) {
                        end();
                    } else {
                        client.command("stop");
                    }
                }
                default ->
                    rig.manager.schedulers().stream()
                            .filter(playback -> random.nextInt(20) == 0)
                            .forEach(playback -> playback.kill("host"));
            }
        }

        private void append(int events) {
            if (!ended) {
                List<EventDraft> drafts = new ArrayList<>();
                for (int i = 0; i < events; i++) {
                    drafts.add(Rig.draft(size++));
                }
                writer.append(drafts);
            }
        }

        private void end() {
            if (!ended) {
                ended = true;
                writer.end();
            }
        }

        private void start(Viewer viewer, Object... more) {
            List<Object> fields = new ArrayList<>(List.of("game_id", game));
            if (viewer.how.startsWith("{")) {
                fields.addAll(List.of("watch", Rig.json(viewer.how)));
            } else {
                fields.addAll(List.of("mode", viewer.how));
            }
            fields.addAll(List.of(more));
            viewer.client.command("start", fields.toArray());
        }

        private void connect(Viewer viewer) {
            FakeClient lost = viewer.client;
            Transcript seen = lost == null ? null : transcript(viewer);
            viewer.client = rig.connect(viewer.user);
            viewer.before = null;
            if (lost == null || seen == null || !seen.isStarted() || random.nextInt(3) == 0) {
                start(viewer);
                return;
            }
            viewer.before = Transcript.resumed(seen.epoch(), seen.index());
            String playback = lost.last("started").path("playback").asText();
            start(
                    viewer,
                    "resume",
                    Rig.json("{'playback':'" + playback + "','epoch':" + seen.epoch() + ",'index':" + seen.index()
                            + "}"));
        }

        private static Transcript transcript(Viewer viewer) {
            Transcript start = viewer.before == null
                    ? Transcript.of(viewer.client)
                    : Transcript.resumed(viewer.before.epoch(), viewer.before.index())
                            .with(viewer.client);
            return start.check(viewer.user);
        }
    }
}
