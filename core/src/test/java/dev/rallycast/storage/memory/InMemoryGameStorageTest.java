package dev.rallycast.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is special about this store; the contract of all stores is tested in the testkit. */
class InMemoryGameStorageTest {
    private static final Game GAME = Game.of("m1", "tennis");

    private final InMemoryGameStorage storage = new InMemoryGameStorage();

    @Test
    void aWholeGameIsRecordedInOneCall() {
        storage.record(
                GAME,
                EventDraft.of(Duration.ofSeconds(1), "serve", Payload.of("1")),
                EventDraft.of(Duration.ofSeconds(2), "point", Payload.of("2")));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Recording.Extent(2, true));
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("serve", "point");
        }
    }

    @Test
    void aRefusedPayloadLeavesNoRecordingBehind() {
        EventDraft bad = EventDraft.of(Duration.ZERO, "serve", Payload.unchecked(new byte[] {'{'}, 0, 1));

        assertThatThrownBy(() -> storage.record(GAME, bad))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining("m1");
        assertThat(storage.find("m1")).isEmpty();
    }

    @Test
    void aGameIsRecordedOnce() {
        storage.record(GAME);

        assertThatThrownBy(() -> storage.record(GAME)).isInstanceOf(GameExistsException.class);
    }
}
