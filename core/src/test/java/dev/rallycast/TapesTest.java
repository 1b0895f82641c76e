package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.rallycast.model.Game;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TapesTest {
    private static final int CROWD = 8;

    private final GameStorage storage = mock();
    private final Recording recording = mock();
    private final Tapes tapes = new Tapes(storage, new BlockCache(1_000), new Keyframes.Budget(1_000));

    @BeforeEach
    void aGame() {
        when(recording.game()).thenReturn(Game.of("m1", "tennis"));
        when(recording.onGrowth(any())).thenReturn(() -> {});
    }

    @Test
    void aRecordingIsOpenedOnceAndClosedByTheLast() {
        when(storage.open("m1")).thenReturn(recording);
        Tape first = tapes.acquire("m1");
        assertThat(tapes.acquire("m1")).isSameAs(first);
        tapes.release(first);
        verify(recording, never()).close();
        tapes.release(first);
        verify(recording).close();
        // Once too often does no harm.
        tapes.release(first);
        verify(storage).open("m1");

        assertThat(tapes.acquire("m1")).isNotSameAs(first);
        verify(storage, times(2)).open("m1");
    }

    @Test
    void timelinesAreSharedButPacingsThatClientsMakeUpDoNotPileUp() {
        when(storage.open("m1")).thenReturn(recording);
        Tape tape = tapes.acquire("m1");
        Timeline first = tape.timeline(Pacing.fixed(Duration.ofMillis(1)));
        assertThat(tape.timeline(Pacing.fixed(Duration.ofMillis(1)))).isSameAs(first);
        for (int i = 2; i < 1_000; i++) {
            Timeline used = tape.timeline(Pacing.recorded());
            tape.timeline(Pacing.fixed(Duration.ofMillis(i)));
            assertThat(tape.timeline(Pacing.recorded())).isSameAs(used);
        }
        assertThat(tape.timeline(Pacing.fixed(Duration.ofMillis(1)))).isNotSameAs(first);
    }

    @Test
    void aRecordingIsClosedEvenIfItDoesNotStopTelling() {
        when(storage.open("m1")).thenReturn(recording);
        when(recording.onGrowth(any())).thenReturn(() -> {
            throw new IllegalStateException("on purpose");
        });
        Tape tape = tapes.acquire("m1");
        assertThatThrownBy(() -> tapes.release(tape)).hasMessage("on purpose");
        verify(recording).close();
    }

    @Test
    void aCrowdThatComesAtOnceOpensARecordingOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(CROWD);
        when(storage.open("m1")).thenAnswer(call -> {
            // Slow enough for everybody to come before it is open.
            asked.await(10, TimeUnit.SECONDS);
            return recording;
        });
        ExecutorService threads = Executors.newFixedThreadPool(CROWD);
        List<CompletableFuture<Tape>> acquired = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            acquired.add(CompletableFuture.supplyAsync(
                    () -> {
                        asked.countDown();
                        return tapes.acquire("m1");
                    },
                    threads));
        }
        for (CompletableFuture<Tape> each : acquired) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isSameAs(acquired.get(0).get());
        }
        verify(storage).open("m1");
        for (CompletableFuture<Tape> each : acquired) {
            verify(recording, never()).close();
            tapes.release(each.get());
        }
        verify(recording).close();
        threads.shutdown();
    }

    @Test
    void aFailureToOpenIsForgotten() {
        when(storage.open("m1"))
                .thenThrow(new StorageUnavailableException("on purpose"))
                .thenReturn(recording);
        assertThatThrownBy(() -> tapes.acquire("m1")).isInstanceOf(StorageUnavailableException.class);
        assertThat(tapes.acquire("m1").game().id()).isEqualTo("m1");
    }

    @Test
    void closingClosesWhatIsOpenAndOpensNothingMore() {
        when(storage.open("m1")).thenReturn(recording);
        Tape tape = tapes.acquire("m1");
        tapes.close();
        verify(recording).close();
        tapes.release(tape);
        verify(recording).close();
        assertThatThrownBy(() -> tapes.acquire("m1")).isInstanceOf(RecordingClosedException.class);
    }
}
