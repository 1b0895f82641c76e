package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.ProtocolException;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many who come at the same moment, after a server was lost for one. */
class JoinStormTest {
    private static final int CROWD = 1_000;

    /** Counts the snapshots that are encoded. */
    private static final class Counting implements ControlProtocol {
        private final ControlProtocol json = new ConformingProtocol();
        int snapshots;

        @Override
        public String subprotocol() {
            return json.subprotocol();
        }

        @Override
        public Command decode(String text, int maxDepth) throws ProtocolException {
            return json.decode(text, maxDepth);
        }

        @Override
        public WireMessage encode(Frame frame) {
            snapshots += frame instanceof Frame.Snapshot ? 1 : 0;
            return json.encode(frame);
        }
    }

    private final Counting protocol = new Counting();
    private final Rig rig = new Rig(builder -> builder.protocol(protocol));

    @Test
    void aSnapshotIsEncodedOnceForAllWhoComeTogether() {
        rig.join("ann", "spectator");
        rig.seconds(100.5);
        protocol.snapshots = 0;
        List<FakeClient> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(rig.join("user " + i, "spectator"));
        }
        assertThat(protocol.snapshots).isEqualTo(1);
        rig.seconds(1);
        for (FakeClient client : crowd) {
            assertThat(client.last("snapshot").path("index").asLong()).isEqualTo(100);
            assertThat(client.eventIndices()).containsExactly(101L);
        }
    }

    @Test
    void whoWantsOtherTracksGetsAnotherSnapshot() {
        rig.join("ann", "spectator");
        protocol.snapshots = 0;
        for (int i = 0; i < 10; i++) {
            rig.join("user " + i, "spectator", "tracks", List.of());
            rig.join("other " + i, "spectator");
        }
        assertThat(protocol.snapshots).isEqualTo(2);
    }

    @Test
    void whoComesLaterGetsASnapshotOfThatMoment() {
        rig.join("ann", "spectator");
        rig.seconds(10.2);
        rig.join("bob", "spectator");
        rig.seconds(0.15);
        FakeClient eve = rig.join("eve", "spectator");
        assertThat(eve.last("snapshot").path("time").decimalValue()).isEqualByComparingTo("10.35");
    }

    @Test
    void theRecordingIsReadOnceForAllWhoComeTogether() {
        Rig forgetful = new Rig(builder -> builder.blockBytes(1));
        forgetful.join("ann", "spectator");
        forgetful.seconds(500.5);
        int[] reads = {0};
        forgetful.flaky.onRead = () -> reads[0]++;
        for (int i = 0; i < CROWD; i++) {
            forgetful.join("user " + i, "spectator");
        }
        assertThat(reads[0]).isBetween(1, 4);
    }

    @Test
    void whoComesWhileStorageIsAwayIsRefusedAndNotKeptWaiting() {
        Rig forgetful = new Rig(builder -> builder.blockBytes(1));
        forgetful.join("ann", "spectator");
        forgetful.seconds(500.5);
        forgetful.flaky.onRead = FlakyStorage.failing(new StorageUnavailableException("away"));
        for (int i = 0; i < 3; i++) {
            FakeClient late = forgetful.connect("user " + i);
            assertThat(Rig.code(Rig.start(late, "spectator"))).isEqualTo("STORAGE_UNAVAILABLE");
        }
        forgetful.flaky.onRead = () -> {};
        assertThat(forgetful
                        .join("late", "spectator")
                        .last("snapshot")
                        .path("index")
                        .asLong())
                .isEqualTo(500);
    }
}
