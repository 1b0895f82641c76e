package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every {@code GameStorage} that records must do. An adapter's test extends this class, under a name that ends in
 * {@code ContractTest}, and supplies {@link #harness()}. The tests are in the superclasses, one for each theme; here, what
 * outlives a process.
 */
public abstract class GameStorageContract extends StorageWritingContract {
    // Reopening

    @Test
    void aStorageThatIsOpenedAgainHasTheSameRecordings() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        recordLarge();
        String incarnation;
        try (Recording recording = storage.open("m1")) {
            incarnation = recording.incarnation();
        }
        storage = harness.reopen();

        assertThat(storage.list()).containsExactly(GAME);
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.incarnation()).isEqualTo(incarnation);
            assertThat(recording.extent()).isEqualTo(new Extent(LARGE, true));
            assertThat(readAll(recording, 1000)).isEqualTo(LARGE);
        }
    }

    @Test
    void anAppendGoesOnAfterTheStorageIsOpenedAgain() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(List.of(event(1, "a", "1"), event(7, "b", "2")));
        }
        storage = harness.reopen();
        try (RecordingWriter writer = storage.append("m1")) {
            assertThat(writer.append(event(3, "c", "3"))).isEqualTo(2);
            writer.end();
        }
        storage = harness.reopen();

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(3, true));
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "b", "c");
            assertThat(recording.read(2, 1)).extracting(GameEvent::timeNanos).containsExactly(7 * SECOND);
        }
    }

    @Test
    void metadataAndTheEndMarkHoldAfterTheStorageIsOpenedAgain() {
        assumeTrue(harness.canReopen(), "this storage keeps nothing when it is closed");
        Game game = Game.builder("m1", "tennis")
                .players("Á. \"One\"", "組")
                .scheduledStart(Instant.parse("2023-07-16T13:04:05.123456789Z"))
                .details(Map.of("source", "made up"))
                .build();
        record(game);
        storage = harness.reopen();

        assertThat(storage.find("m1")).contains(game);
        assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingEndedException.class);
        assertThatThrownBy(() -> storage.create(game)).isInstanceOf(GameExistsException.class);
    }

    // Damage

    @Test
    void damageIsAClearErrorAndLeavesOtherRecordingsAlone() throws Exception {
        assumeTrue(harness.canDamage(), "this storage can't be damaged from outside");
        record(GAME, event(1, "a", "1"), event(2, "b", "{\"x\":2}"), event(3, "c", "3"));
        record(Game.of("m2", "tennis"), event(1, "a", "1"));
        harness.damage("m1", 1);

        assertThatThrownBy(() -> {
                    try (Recording recording = storage.open("m1")) {
                        recording.read(0, 10);
                    }
                })
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("m1");
        assertThatCode(() -> {
                    try (Recording recording = storage.open("m2")) {
                        recording.read(0, 10);
                    }
                })
                .doesNotThrowAnyException();
        assertThat(storage.delete("m1"))
                .as("a damaged recording can be deleted")
                .isTrue();
    }
}
