package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracksTest {
    /** Depends on every event and its order, counts its calls, and fails at one event if it is told to. */
    private static final class Hash implements Track<Long> {
        private final String name;
        private final long failsAt;
        private long applied;

        Hash(String name, long failsAt) {
            this.name = name;
            this.failsAt = failsAt;
        }

        static long of(long events) {
            long state = 7;
            for (long index = 0; index < events; index++) {
                state = state * 31 + index;
            }
            return state;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean appliesTo(Game game) {
            return true;
        }

        @Override
        public Delivery delivery() {
            return Delivery.LATEST;
        }

        @Override
        public Long initial(Game game) {
            return 7L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            applied++;
            if (event.index() == failsAt) {
                throw new IllegalStateException("on purpose");
            }
            long next = state * 31 + event.index();
            output.emit(encode(next));
            return next;
        }

        @Override
        public Payload encode(Long state) {
            return Payload.of(state.toString());
        }
    }

    private final Hash hash = new Hash("hash", -1);

    @Test
    void seekingGivesTheSameStateAsPlaying() {
        Rig rig = new Rig(builder -> builder.track(hash));
        FakeClient player = rig.join("player", "pvai");
        rig.seconds(Rig.EVENTS);
        for (JsonNode frame : player.frames("track")) {
            assertThat(frame.path("data").asLong())
                    .isEqualTo(Hash.of(frame.path("index").asLong() + 1));
        }
        FakeClient seeker = rig.join("seeker", "pvai", "paused", true);
        long seed = 5;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            long index = random.nextInt(Rig.EVENTS + 1);
            rig.seconds(1);
            seeker.request("scrub", "to", Rig.json("{'index':" + index + "}"));
            assertThat(stateOf(seeker)).as("seed %s, index %s", seed, index).isEqualTo(Hash.of(index));
            if (index < Rig.EVENTS) {
                // Played on from there.
                seeker.request("step");
                assertThat(seeker.last("track").path("data").asLong()).isEqualTo(Hash.of(index + 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {64L * 1024 * 1024, 20_000})
    void theCostOfASeekDoesNotGrowWithTheRecordingAndIsPaidOnceForAll(long keyframeBytes) {
        Rig rig = new Rig(builder -> builder.track(hash).keyframeBytes(keyframeBytes));
        int size = 100_000;
        rig.memory.record(Game.of("long", "tennis"), Rig.points(size));
        FakeClient ann = rig.connect("ann");
        ann.request("start", "game_id", "long", "mode", "pvai", "paused", true);
        ann.request("scrub", "to", Rig.json("{'index':" + size + "}"));
        assertThat(hash.applied).as("warm-up").isEqualTo(size);

        FakeClient bob = rig.connect("bob");
        bob.request("start", "game_id", "long", "mode", "pvai", "paused", true);
        // 68 bytes or so for each keyframe: all 390 fit into the large budget, about 250 into the small one.
        long distance = keyframeBytes > 1_000_000 ? 256 : 512;
        Random random = new Random(9);
        for (int i = 0; i < 100; i++) {
            FakeClient client = i % 2 == 0 ? ann : bob;
            long index = random.nextInt(size + 1);
            rig.seconds(1);
            long before = hash.applied;
            client.request("scrub", "to", Rig.json("{'index':" + index + "}"));
            assertThat(hash.applied - before).as("seek to %s", index).isLessThanOrEqualTo(distance);
            assertThat(stateOf(client)).isEqualTo(Hash.of(index));
        }
    }

    @Test
    void aTrackThatThrowsIsSwitchedOffAndHarmsNobody() {
        Rig rig = new Rig(builder -> builder.track(new Hash("broken", 3)).track(hash));
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(6);
        assertThat(ann.eventIndices()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(ann.frames("track").stream()
                        .filter(frame -> frame.path("track").asText().equals("broken")))
                .hasSize(3);
        assertThat(ann.frames("track").stream()
                        .filter(frame -> frame.path("track").asText().equals("hash")))
                .hasSize(7);
        ann.request("scrub", "to", Rig.json("{'index':500}"));
        assertThat(ann.last("snapshot").path("tracks").has("broken")).isFalse();
        assertThat(stateOf(ann)).isEqualTo(Hash.of(500));
        // Before the event at which it fails it is there.
        ann.request("scrub", "to", Rig.json("{'index':3}"));
        assertThat(ann.last("snapshot").path("tracks").path("broken").asLong()).isEqualTo(Hash.of(3));
    }

    private static long stateOf(FakeClient client) {
        return client.last("snapshot").path("tracks").path("hash").asLong();
    }
}
