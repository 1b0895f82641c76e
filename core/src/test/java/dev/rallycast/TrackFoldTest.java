package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackFoldTest {
    private static final Game GAME = Game.of("m1", "tennis");

    /** A sum that fails in one way. */
    private static final class Failing implements Track<Long> {
        private final String where;
        private final Sum sum = new Sum("failing");

        Failing(String where) {
            this.where = where;
        }

        private void at(String place) {
            if (place.equals(where)) {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public boolean appliesTo(Game game) {
            at("appliesTo");
            return true;
        }

        @Override
        public Delivery delivery() {
            return Delivery.LATEST;
        }

        @Override
        public Long initial(Game game) {
            at("initial");
            return 0L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            if (event.index() == 2) {
                at("apply");
            }
            return sum.apply(state, event, output);
        }

        @Override
        public Payload encode(Long state) {
            at("encode");
            return where.equals("size")
                    ? Payload.unchecked(new byte[Payload.MAX_BYTES + 1], 0, Payload.MAX_BYTES + 1)
                    : sum.encode(state);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"appliesTo", "initial", "apply", "encode", "size"})
    void aTrackThatFailsIsSwitchedOffAndHarmsNoOther(String where) {
        Sum before = new Sum("before");
        Sum after = new Sum("after");
        TrackFold fold = TrackFold.initial(List.of(before, new Failing(where), after), GAME);
        List<String> said = new ArrayList<>();
        for (long index = 0; index < 5; index++) {
            fold.apply(event(index), (track, data) -> said.add(fold.name(track)));
            if (index == 3) {
                fold.encoded();
            }
        }
        assertThat(fold.encoded()).containsOnlyKeys("before", "after");
        assertThat(fold.encoded().get("before")).isEqualTo(fold.encoded().get("after"));
        assertThat(said).filteredOn("before"::equals).hasSize(5);
        assertThat(said).filteredOn("after"::equals).hasSize(5);
        assertThat(said).filteredOn("failing"::equals).hasSizeLessThan(5);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        TrackFold fold = TrackFold.initial(List.of(new Sum("sum")), GAME);
        fold.applySilently(event(0));
        TrackFold copy = fold.copy();
        var before = fold.encoded();
        copy.applySilently(event(1));

        assertThat(fold.encoded()).isEqualTo(before);
        assertThat(copy.encoded()).isNotEqualTo(before);
    }

    @Test
    void whatWasEncodedIsNotChangedByFoldingOn() {
        TrackFold fold = TrackFold.initial(List.of(new Sum("sum")), GAME);
        var before = fold.encoded();
        String text = before.toString();
        fold.applySilently(event(0));
        assertThat(before).hasToString(text);
        assertThat(fold.encoded()).isNotEqualTo(before);
    }

    private static GameEvent event(long index) {
        return new GameEvent(index, index * 1_000, "point", null, Payload.of("{}"));
    }
}
