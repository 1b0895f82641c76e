package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.testkit.FakeClient;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageFailureTest {
    private final RuntimeException down = new StorageUnavailableException("the disk at /secret is gone");
    private final RuntimeException damaged = new CorruptRecordingException("line 7 of /secret");

    private final Rig rig = new Rig(builder -> builder.blockBytes(1));

    @ParameterizedTest
    @ValueSource(strings = {"find", "open", "read"})
    void aStartThatStorageFailsIsRefusedAndWorksLater(String where) {
        FakeClient ann = rig.connect("ann");
        fail(where, down);
        JsonNode error = Rig.start(ann, "pvai", "from", Rig.json("{'index':100}"));
        assertThat(Rig.code(error)).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(error.path("retry").asBoolean()).isTrue();
        assertThat(error.toString()).doesNotContain("secret");
        fail(where, damaged);
        error = Rig.start(ann, "pvai", "from", Rig.json("{'index':100}"));
        assertThat(Rig.code(error)).isEqualTo("CORRUPT_RECORDING");
        assertThat(error.toString()).doesNotContain("secret");
        fail(where, new IllegalStateException("a defect at /secret"));
        error = Rig.start(ann, "pvai", "from", Rig.json("{'index':100}"));
        assertThat(Rig.code(error)).isEqualTo("INTERNAL");
        assertThat(error.toString()).doesNotContain("secret");
        mend();

        assertThat(rig.manager.schedulers()).isEmpty();
        assertThat(rig.flaky.closed).isEqualTo(rig.flaky.opened);
        assertThat(Rig.start(ann, "pvai").path("type").asText()).isEqualTo("started");
    }

    @Test
    void aTimelineThatCanNotBeReadIsToldWhenItCan() {
        fail("read", down);
        FakeClient ann = rig.join("ann", "pvai", "paused", true);
        rig.seconds(3);
        assertThat(ann.frames("timeline")).isEmpty();
        mend();
        rig.seconds(1.5);
        assertThat(ann.frames("timeline")).hasSize(1);
        assertThat(ann.last("timeline").path("length").asLong()).isEqualTo(Rig.EVENTS);
    }

    @Test
    void whatCouldNotBeReadGoesOutWhenItCanAndNothingIsLost() {
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10);
        fail("read", down);
        rig.seconds(100);
        assertThat(ann.last("state").path("status").asText()).isEqualTo("buffering");
        long stuckAt = ann.eventIndices().get(ann.eventIndices().size() - 1);
        assertThat(stuckAt).isLessThan(128);
        mend();
        rig.seconds(1.5);

        assertThat(ann.last("state").path("status").asText()).isEqualTo("playing");
        assertThat(ann.eventIndices())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, 111).boxed().toList());
        // The clock never stopped.
        assertThat(ann.request("status").path("state").path("time").decimalValue())
                .isEqualByComparingTo("111.5");
    }

    @Test
    void damageInMidPlayEndsThePlaybackForAll() {
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        fail("read", damaged);
        rig.seconds(200);
        assertThat(ann.last("stopped").path("reason").asText()).isEqualTo("CORRUPT_RECORDING");
        assertThat(bob.last("stopped").path("reason").asText()).isEqualTo("CORRUPT_RECORDING");
        assertThat(rig.manager.schedulers()).isEmpty();
        assertThat(rig.flaky.closed).isEqualTo(rig.flaky.opened);
    }

    @Test
    void aSeekThatCanNotBeReadIsRefusedAndChangesNothing() {
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        rig.seconds(2.5);
        bob.clear();
        fail("read", down);
        JsonNode error = ann.request("scrub", "to", Rig.json("{'index':500}"));
        assertThat(Rig.code(error)).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(error.path("state").path("index").asLong()).isEqualTo(2);
        mend();
        rig.seconds(2);
        assertThat(bob.eventIndices()).containsExactly(3L, 4L);
        assertThat(bob.frames("state")).isEmpty();
    }

    @Test
    void aJoinThatCanNotBeReadDisturbsNobody() {
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(100);
        ann.clear();
        fail("read", down);
        FakeClient bob = rig.connect("bob");
        assertThat(Rig.code(Rig.start(bob, "spectator"))).isEqualTo("STORAGE_UNAVAILABLE");
        mend();
        rig.seconds(2);
        assertThat(ann.eventIndices()).containsExactly(101L, 102L);
        assertThat(rig.playback().sessions()).isEqualTo(1);
        assertThat(Rig.start(bob, "spectator").path("type").asText()).isEqualTo("started");
    }

    private void fail(String where, RuntimeException failure) {
        mend();
        switch (where) {
            case "find" -> rig.flaky.onFind = FlakyStorage.failing(failure);
            case "open" -> rig.flaky.onOpen = FlakyStorage.failing(failure);
            default -> rig.flaky.onRead = FlakyStorage.failing(failure);
        }
    }

    private void mend() {
        rig.flaky.onFind = () -> {};
        rig.flaky.onOpen = () -> {};
        rig.flaky.onRead = () -> {};
    }
}
