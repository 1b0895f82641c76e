package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.ClientListener;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that takes batches gets the same frames as any other, in fewer messages. */
class BatchTest {
    private static FakeClient join(FakeClient client) {
        client.request("start", "game_id", "m1", "mode", "spectator");
        return client;
    }

    private static FakeClient joinForBatches(Rig rig) {
        return join(FakeClient.connectForBatches(rig.manager.clients(), "bea"));
    }

    @Test
    void whatIsDueTogetherComesAsOneArray() {
        Rig rig = new Rig();
        FakeClient plain = join(rig.connect("ann"));
        FakeClient bea = joinForBatches(rig);
        plain.clear();
        bea.clear();
        rig.clock.jump(Duration.ofSeconds(10));

        assertThat(plain.eventIndices()).hasSizeGreaterThan(5).isEqualTo(bea.eventIndices());
        assertThat(plain.texts()).hasSameSizeAs(plain.frames());
        assertThat(bea.texts()).hasSize(1);
        assertThat(bea.texts().get(0)).isEqualTo("[" + String.join(",", plain.texts()) + "]");
    }

    @Test
    void whatComesAloneIsNoArray() {
        Rig rig = new Rig();
        FakeClient bea = joinForBatches(rig);
        bea.clear();
        rig.seconds(10);

        assertThat(bea.eventIndices()).hasSizeGreaterThan(5);
        assertThat(bea.texts()).hasSameSizeAs(bea.frames()).noneMatch(text -> text.startsWith("["));
    }

    @Test
    void aSlowClientGetsWhatItMissedInABatch() {
        Rig rig = new Rig();
        FakeClient plain = join(rig.connect("ann"));
        FakeClient bea = joinForBatches(rig);
        plain.clear();
        bea.clear();
        bea.stopReading();
        rig.seconds(9.5);
        assertThat(bea.texts()).hasSize(1);
        bea.goOnReading();
        rig.seconds(0);

        assertThat(bea.frames()).isEqualTo(plain.frames());
        assertThat(bea.texts().stream().map(BatchTest::framesIn)).containsExactly(1, 8);
    }

    @Test
    void aBatchIsBounded() {
        Rig rig = new Rig(builder -> builder.track(new CountingTrack("all", Track.Delivery.LOSSLESS)));
        FakeClient bea = joinForBatches(rig);
        bea.clear();
        rig.clock.jump(Duration.ofSeconds(60));

        assertThat(bea.eventIndices()).hasSize(60);
        assertThat(bea.texts().stream().map(BatchTest::framesIn)).containsExactly(64, 56);
    }

    private static int framesIn(String text) {
        return text.startsWith("[") ? Rig.json(text).size() : 1;
    }

    @Test
    void nothingThatFollowsACloseIsInABatchBeforeIt() {
        Rig rig = new Rig();
        FakeClient bea = joinForBatches(rig);
        bea.clear();
        bea.stopReading();
        rig.clock.jump(Duration.ofSeconds(3));
        rig.manager.drain(Duration.ZERO);
        rig.seconds(0.2);
        assertThat(bea.isOpen()).isTrue();
        bea.goOnReading();
        rig.seconds(0);

        assertThat(bea.types()).endsWith("draining");
        assertThat(bea.closedWith()).isEqualTo(CloseCode.DRAINING);
    }

    @Test
    void aClientThatIsClosedForItsLagGetsWhatItHadStillComing() {
        Rig rig = new Rig(builder -> builder.lag(LagPolicy.CLOSE)
                .limits(Limits.builder().maxLagMessages(16).build()));
        FakeClient bea = joinForBatches(rig);
        bea.stopReading();
        rig.seconds(9);
        long seen = bea.frames().size();
        rig.seconds(60);
        bea.goOnReading();
        rig.seconds(0);

        assertThat(bea.closedWith()).isEqualTo(CloseCode.SLOW_CONSUMER);
        assertThat(bea.frames()).hasSizeGreaterThanOrEqualTo((int) seen);
    }

    @Test
    void eachFrameOfABatchIsCountedByItself() {
        List<Integer> sizes = new ArrayList<>();
        List<Long> lateness = new ArrayList<>();
        Rig rig = new Rig(builder -> builder.clientListener(new ClientListener() {
            @Override
            public void sent(int bytes, long nanos) {
                sizes.add(bytes);
                lateness.add(nanos);
            }
        }));
        FakeClient bea = joinForBatches(rig);
        rig.seconds(0.5);
        bea.clear();
        sizes.clear();
        lateness.clear();
        rig.clock.jump(Duration.ofSeconds(4));

        assertThat(bea.texts()).hasSize(1);
        assertThat(sizes).hasSameSizeAs(bea.frames());
        assertThat(sizes.stream().mapToInt(size -> size).sum() + sizes.size() + 1)
                .isEqualTo(bea.texts().get(0).length());
        // Due one second after the other; the clock jumped over all of them.
        assertThat(lateness).isSortedAccordingTo((a, b) -> Long.compare(b, a)).doesNotHaveDuplicates();
    }
}
