package dev.rallycast.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Outcome;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Seat;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** How a state is replaced, and how seats are taken. */
abstract class SharedChangingContract extends SharedOpeningContract {
    @Test
    void aStateIsReplacedByTheNextOnly() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Shared first = state("p1", 1);

        assertThat(get(a.change(KEY, 0, first))).isEqualTo(new Outcome(true, new Found(first, null)));
        assertThat(get(b.change(KEY, 0, state("p1", 1, "b's"))))
                .as("too late")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, 2, state("p1", 3))))
                .as("too early")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, -1, state("p1", 2))))
                .as("there is one")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, 1, state("p2", 2))))
                .as("another one")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.find(KEY)).shared()).isEqualTo(first);

        Shared leap = state("p1", 1_000_000_000_000L);
        assertThat(get(b.change(KEY, 1, leap))).isEqualTo(new Outcome(true, new Found(leap, null)));
    }

    @Test
    void whatWasLostIsPutBackOnceIfNothingIsThere() throws Exception {
        assertThat(get(a.change(KEY, 0, state("p1", 1)))).isEqualTo(new Outcome(false, Found.NOTHING));
        Shared back = state("p1", 7);

        assertThat(get(a.change(KEY, -1, back))).isEqualTo(new Outcome(true, new Found(back, null)));
        assertThat(get(b.change(KEY, -1, state("p1", 7, "b's")))).isEqualTo(new Outcome(false, new Found(back, null)));
    }

    @Test
    void ofManyThatChangeAtOnceEachRevisionIsMadeByOne() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Map<Long, String> made = new ConcurrentHashMap<>();

        Parallel.run(8, 8, number -> {
            SharedPlaybacks node = number % 2 == 0 ? a : b;
            int accepted = 0;
            Found now = get(node.find(KEY));
            while (accepted < 25) {
                Shared there = requireNonNull(now.shared());
                Shared next = state("p1", there.state().revision() + 1, "by " + number);
                Outcome outcome = get(node.change(KEY, there.state().revision(), next));
                if (outcome.accepted()) {
                    assertThat(made.put(next.state().revision(), next.cause())).isNull();
                    accepted++;
                }
                now = outcome.now();
            }
            return accepted;
        });

        assertThat(made).hasSize(200);
        assertThat(get(a.find(KEY)).shared()).isEqualTo(state("p1", 200, requireNonNull(made.get(200L))));
    }

    @Test
    void seatsAreTakenUntilThereAreNone() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));

        assertThat(get(a.takeSeat(KEY, "p1", "u1", 2))).isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p1", "u2", 2))).isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p1", "u3", 2))).isEqualTo(Seat.FULL);
        assertThat(get(b.takeSeat(KEY, "p1", "u1", 2))).as("has one").isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p2", "u1", 2))).isEqualTo(Seat.GONE);
    }

    @Test
    void seatsOutliveChangesAndEndWithThePlayback() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        get(a.takeSeat(KEY, "p1", "u1", 1));
        get(a.change(KEY, 0, state("p1", 1)));
        get(a.hold(KEY, "p1", new Presence(1, 1), IDLE));

        assertThat(get(b.takeSeat(KEY, "p1", "u2", 1))).isEqualTo(Seat.FULL);
        assertThat(get(a.end(KEY, "p1", "killed", true))).isTrue();
        assertThat(get(b.takeSeat(KEY, "p1", "u2", 1))).isEqualTo(Seat.GONE);
        get(b.open(KEY, state("p2", 0), IDLE));
        assertThat(get(b.takeSeat(KEY, "p2", "u2", 1))).isEqualTo(Seat.TAKEN);
    }

    @Test
    void ofManyThatWantASeatAsManyGetOneAsThereAre() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Set<Integer> seated = ConcurrentHashMap.newKeySet();

        Parallel.run(16, 64, number -> {
            Seat seat = get((number % 2 == 0 ? a : b).takeSeat(KEY, "p1", "user\n" + number, 5));
            return seat == Seat.TAKEN && seated.add(number);
        });

        assertThat(seated).hasSize(5);
    }
}
