package dev.rallycast;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyframesTest {
    private final TrackFold start = TrackFold.initial(List.of(new Sum("sum")), Game.of("m1", "tennis"));

    @Test
    void theNearestOneBeforeAPlaceIsFound() {
        Keyframes keyframes = new Keyframes(new Keyframes.Budget(1_000_000));
        assertThat(keyframes.nearest(10_000)).isNull();
        offerAll(keyframes, 1_024);

        assertThat(keyframes.nearest(255)).isNull();
        assertThat(nearest(keyframes, 256).getKey()).isEqualTo(256);
        assertThat(nearest(keyframes, 511).getKey()).isEqualTo(256);
        assertThat(nearest(keyframes, 512).getValue().encoded())
                .isEqualTo(foldTo(512).encoded());
        assertThat(nearest(keyframes, 1_000_000).getKey()).isEqualTo(1_024);
    }

    @Test
    void whatIsFoundCanBeFoldedOnWithoutHarm() {
        Keyframes keyframes = new Keyframes(new Keyframes.Budget(1_000_000));
        TrackFold offered = foldTo(256);
        keyframes.offer(256, offered);
        offered.applySilently(event(256));
        nearest(keyframes, 256).getValue().applySilently(event(999));

        assertThat(nearest(keyframes, 256).getValue().encoded())
                .isEqualTo(foldTo(256).encoded());
    }

    @Test
    void theyStayWithinTheBudgetAndEvenlySpread() {
        Keyframes.Budget budget = new Keyframes.Budget(2_000);
        Keyframes keyframes = new Keyframes(budget);
        TrackFold fold = start.copy();
        long size = 100_000;
        for (long next = 0; next < size; ) {
            fold.applySilently(event(next++));
            if (keyframes.wants(next)) {
                keyframes.offer(next, fold);
            }
            assertThat(budget.used()).isLessThanOrEqualTo(2_000);
        }
        assertThat(budget.used()).isGreaterThan(0);
        long widest = 0;
        for (long next = 0; next <= size; next += 64) {
            var nearest = keyframes.nearest(next);
            widest = Math.max(widest, next - (nearest == null ? 0 : nearest.getKey()));
        }
        // About 20 fit, so the distance has doubled to 8,192.
        assertThat(widest).isLessThanOrEqualTo(8_192);
    }

    @Test
    void theBudgetIsSharedAndGivenBack() {
        Keyframes.Budget budget = new Keyframes.Budget(10_000);
        Keyframes one = new Keyframes(budget);
        Keyframes two = new Keyframes(budget);
        offerAll(one, 4_096);
        long used = budget.used();
        offerAll(two, 4_096);
        assertThat(budget.used()).isGreaterThan(used);
        one.close();
        two.close();
        assertThat(budget.used()).isZero();
        // Whoever was still folding comes too late.
        offerAll(one, 4_096);
        assertThat(one.nearest(4_096)).isNull();
        assertThat(budget.used()).isZero();
    }

    private static Map.Entry<Long, TrackFold> nearest(Keyframes keyframes, long next) {
        return requireNonNull(keyframes.nearest(next));
    }

    private void offerAll(Keyframes keyframes, long size) {
        TrackFold fold = start.copy();
        for (long next = 0; next < size; ) {
            fold.applySilently(event(next++));
            keyframes.offer(next, fold);
        }
    }

    private TrackFold foldTo(long next) {
        TrackFold fold = start.copy();
        for (long index = 0; index < next; index++) {
            fold.applySilently(event(index));
        }
        return fold;
    }

    private static GameEvent event(long index) {
        return new GameEvent(index, index * 1_000, "point", null, Payload.of("{}"));
    }
}
