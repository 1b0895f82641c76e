package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * What every {@code SharedPlaybacks} must do while its store can be reached. An adapter's test extends this class, under a name that
 * ends in {@code ContractTest}, and supplies {@link #harness()}.
 */
public abstract class SharedPlaybacksContract extends SharedPresenceContract {
    @Test
    void othersAreRungWhenSomethingChanges() throws Exception {
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        Queue<SchedulerKey> silent = new ConcurrentLinkedQueue<>();
        SharedPlaybacks.Doorbell gone = (key, news) -> silent.add(key);
        b.subscribe((key, news) -> rung.add(key));
        b.subscribe(gone);
        b.unsubscribe(gone);
        untilBellsAreHeard(rung);
        get(a.open(KEY, state("p1", 0), IDLE));
        rung.clear();

        get(a.change(KEY, 0, state("p1", 1)));
        until("a change rings", () -> rung.contains(KEY));
        rung.clear();
        get(a.end(KEY, "p1", "killed", true));
        until("an end rings", () -> rung.contains(KEY));
        assertThat(silent).isEmpty();
    }

    @Test
    void theNewsOfABellAreStatesThatWereAccepted() throws Exception {
        Queue<Shared> heard = new ConcurrentLinkedQueue<>();
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        b.subscribe((key, news) -> {
            if (news != null && key.equals(KEY)) {
                heard.add(news);
            }
            rung.add(key);
        });
        untilBellsAreHeard(rung);
        Shared first = shared(
                Pacing.cappedGaps(Duration.ofMillis(7)),
                Mode.PAUSED,
                new Position(5, 6),
                999,
                START,
                1_500,
                "a b:c\n",
                "u 1:\ud800\n");
        get(a.open(KEY, first, IDLE));
        List<Shared> accepted = new ArrayList<>();
        for (int revision = 1; revision <= 20; revision++) {
            Shared next = new Shared(revised(first.state(), revision), "c " + revision, revision % 2 == 0 ? null : "u");
            assertThat(get(a.change(KEY, revision - 1, next)).accepted()).isTrue();
            assertThat(get(a.change(KEY, revision - 1, next)).accepted())
                    .as("another call")
                    .isFalse();
            accepted.add(next);
        }
        rung.clear();
        get(a.end(KEY, first.state().playback(), "killed", true));
        until("the end rings", () -> rung.contains(KEY));

        assertThat(accepted).containsAll(heard);
    }

    private static PlaybackState revised(PlaybackState state, long revision) {
        return new PlaybackState(
                state.playback(),
                state.gameId(),
                state.incarnation(),
                state.pacing(),
                revision,
                state.epoch(),
                state.mode(),
                state.anchor(),
                state.anchorPicos(),
                state.anchoredAt(),
                state.speed());
    }

    @Test
    void whoeverThrowsAtTheDoorbellHarmsNobodyElse() throws Exception {
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        b.subscribe((key, news) -> {
            throw new IllegalStateException("on purpose");
        });
        b.subscribe((key, news) -> rung.add(key));
        untilBellsAreHeard(rung);
        get(a.open(KEY, state("p1", 0), IDLE));

        for (int revision = 1; revision <= 2; revision++) {
            rung.clear();
            get(a.change(KEY, revision - 1, state("p1", revision)));
            until("it rings", () -> rung.contains(KEY));
        }
    }
}
