package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    private static final long ONE = block(0).bytes;

    private final BlockCache cache = new BlockCache(3 * ONE);
    private final Tape tape = tape();

    @Test
    void theBlockThatWasUsedLeastRecentlyMakesRoom() {
        for (int number = 0; number < 3; number++) {
            cache.put(tape, number, block(number));
        }
        cache.get(tape, 0);
        cache.put(tape, 3, block(3));

        assertThat(cache.get(tape, 1)).isNull();
        assertThat(cache.get(tape, 0)).isNotNull();
        assertThat(cache.get(tape, 2)).isNotNull();
        assertThat(cache.get(tape, 3)).isNotNull();
    }

    @Test
    void aBlockThatIsPutAgainCountsOnce() {
        for (int i = 0; i < 10; i++) {
            cache.put(tape, 0, block(0));
        }
        cache.put(tape, 1, block(1));
        cache.put(tape, 2, block(2));
        assertThat(cache.get(tape, 0)).isNotNull();
        assertThat(cache.get(tape, 1)).isNotNull();
    }

    @Test
    void theNewestStaysHoweverLargeItIs() {
        BlockCache small = new BlockCache(1);
        small.put(tape, 0, block(0));
        small.put(tape, 1, block(1));
        assertThat(small.get(tape, 0)).isNull();
        assertThat(small.get(tape, 1)).isNotNull();
    }

    @Test
    void aTapeThatIsClosedLeavesRoomForTheOthers() {
        Tape other = tape();
        cache.put(other, 0, block(0));
        cache.put(tape, 0, block(0));
        cache.put(tape, 1, block(1));
        cache.drop(tape);

        assertThat(cache.get(tape, 0)).isNull();
        assertThat(cache.get(other, 0)).isNotNull();
        cache.put(other, 1, block(1));
        cache.put(other, 2, block(2));
        assertThat(cache.get(other, 0)).isNotNull();
    }

    private static Block block(long number) {
        long first = number * Block.SIZE;
        return new Block(first, List.of(new GameEvent(first, 0, "point", null, Payload.of("{}"))));
    }

    private Tape tape() {
        Recording recording = mock();
        when(recording.onGrowth(any())).thenReturn(() -> {});
        return new Tape(recording, cache, new Keyframes.Budget(1));
    }
}
