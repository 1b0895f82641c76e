package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How what tracks say reaches a session that lags: "gap" in the protocol. */
class DeliveryTest {
    /** Says the number of every event. */
    private record Speaker(String name, Delivery delivery) implements Track<Long> {
        @Override
        public boolean appliesTo(Game game) {
            return true;
        }

        @Override
        public Long initial(Game game) {
            return 0L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            output.emit(Payload.of(Long.toString(event.index())));
            return event.index();
        }

        @Override
        public Payload encode(Long state) {
            return Payload.of(state.toString());
        }

        @Override
        public Payload combine(Payload earlier, Payload later) {
            if (name.equals("stuck")) {
                throw new IllegalStateException("made to fail");
            }
            String sum = earlier.json() + "+" + later.json();
            return Payload.of("\"" + sum.replace("\"", "") + "\"");
        }
    }

    private static final int BACKLOG = 10;
    /** So that nobody is closed as slow. */
    private static final Duration LONG = Duration.ofHours(1);

    private static Rig rig(Track.Delivery delivery) {
        return rig(delivery, "voice");
    }

    private static Rig rig(Track.Delivery delivery, String name) {
        return new Rig(builder -> builder.track(new Speaker(name, delivery))
                .limits(Limits.builder()
                        .maxTrackBacklog(BACKLOG)
                        .sendTimeout(LONG)
                        .build()));
    }

    /** What was said, and gaps as {@code "gap 12"}. */
    private static List<String> heard(FakeClient client) {
        List<String> heard = new ArrayList<>();
        for (JsonNode frame : client.frames()) {
            if (frame.path("type").asText().equals("track")) {
                heard.add(frame.path("data").asText());
            } else if (frame.path("type").asText().equals("gap")) {
                assertThat(frame.path("track").asText()).isEqualTo("voice");
                heard.add("gap " + frame.path("dropped").asLong());
            }
        }
        return heard;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void aBoundedTrackReachesWhoKeepsUpWhole() {
        Rig rig = rig(Track.Delivery.BOUNDED);
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(99.5);
        assertThat(heard(ann)).isEqualTo(numbers(0, 100));
    }

    @Test
    void aBoundedTrackDropsTheOldestForWhoLagsAndSaysHowMany() {
        Rig rig = rig(Track.Delivery.BOUNDED);
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(10.5);
        ann.clear();
        ann.stopReading();
        rig.seconds(50);
        ann.goOnReading();
        List<String> expected = new ArrayList<>(List.of("gap 40"));
        expected.addAll(numbers(51, 61));
        assertThat(heard(ann).subList(heard(ann).indexOf("gap 40"), heard(ann).size()))
                .isEqualTo(expected);
        assertThat(ann.eventIndices()).as("events are all there").hasSize(50);
        assertThat(heard(bob)).isEqualTo(numbers(1, 61));
    }

    @Test
    void aGapIsToldAlsoByWhoIsFedFromTheRecording() {
        Rig rig = new Rig(builder -> builder.track(new Speaker("voice", Track.Delivery.BOUNDED))
                .limits(Limits.builder()
                        .maxTrackBacklog(BACKLOG)
                        .sendTimeout(LONG)
                        .maxLagMessages(16)
                        .build()));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10.5);
        ann.stopReading();
        rig.seconds(100);
        ann.clear();
        ann.goOnReading();
        rig.seconds(2);
        List<String> heard = heard(ann);
        assertThat(heard).last().isEqualTo("112");
        long said = heard.stream().filter(line -> !line.startsWith("gap")).count();
        long missed = heard.stream()
                .filter(line -> line.startsWith("gap"))
                .mapToLong(line -> Long.parseLong(line.substring(4)))
                .sum();
        // Event 11 was under way already.
        assertThat(said + missed).isBetween(101L, 102L);
        assertThat(missed).isPositive();
    }

    @Test
    void aSeekIsNoGap() {
        Rig rig = rig(Track.Delivery.BOUNDED);
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(5.5);
        ann.request("scrub", "to", Rig.json("{'index':500}"));
        rig.seconds(3);
        assertThat(heard(ann)).doesNotContain("gap 494").contains("500", "503");
        assertThat(ann.frames("gap")).isEmpty();
    }

    @Test
    void whoComesLateHasMissedNothing() {
        Rig rig = rig(Track.Delivery.BOUNDED);
        rig.join("ann", "spectator");
        rig.seconds(30.5);
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(2);
        assertThat(heard(bob)).containsExactly("31", "32");
    }

    @Test
    void aVolatileTrackIsNotSaidLate() {
        Rig rig = rig(Track.Delivery.VOLATILE);
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10.5);
        ann.clear();
        ann.stopReading();
        rig.seconds(20);
        ann.goOnReading();
        rig.seconds(2);
        assertThat(heard(ann)).containsExactly("30", "31", "32");
        assertThat(ann.frames("gap")).isEmpty();
        assertThat(ann.eventIndices()).hasSize(22);
    }

    @Test
    void anAggregatedTrackIsSaidAsItComesToWhoKeepsUp() {
        Rig rig = rig(Track.Delivery.AGGREGATED);
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(9.5);
        assertThat(heard(ann)).isEqualTo(numbers(0, 10));
    }

    @Test
    void anAggregatedTrackIsAddedUpForWhoLagsAndForNobodyElse() {
        Rig rig = rig(Track.Delivery.AGGREGATED);
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        FakeClient eve = rig.join("eve", "spectator");
        rig.seconds(10.5);
        ann.clear();
        ann.stopReading();
        rig.seconds(4);
        eve.clear();
        eve.stopReading();
        rig.seconds(6);
        ann.goOnReading();
        eve.goOnReading();
        rig.seconds(2);
        // Event 11, and event 15 for eve, were under way already.
        assertThat(heard(ann)).containsExactly("11+12+13+14+15+16+17+18+19+20", "21", "22");
        assertThat(heard(eve)).containsExactly("15+16+17+18+19+20", "21", "22");
        assertThat(heard(bob)).isEqualTo(numbers(1, 23));
        assertThat(ann.eventIndices()).as("events are all there").hasSize(12);
    }

    @Test
    void anAggregatedTrackIsAddedUpForWhoIsFedFromTheRecording() {
        Rig rig = new Rig(builder -> builder.track(new Speaker("voice", Track.Delivery.AGGREGATED))
                .limits(Limits.builder().sendTimeout(LONG).maxLagMessages(16).build()));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10.5);
        ann.stopReading();
        rig.seconds(30);
        ann.clear();
        ann.goOnReading();
        rig.seconds(2);
        // Each exactly once, whatever came from the log and what was read again.
        assertThat(String.join("+", heard(ann))).isEqualTo(String.join("+", numbers(11, 43)));
        assertThat(heard(ann)).hasSizeLessThan(10);
    }

    @Test
    void whatWasAddedUpIsForgottenAfterASeek() {
        Rig rig = rig(Track.Delivery.AGGREGATED);
        FakeClient ann = rig.join("ann", "pvai");
        FakeClient bob = rig.join("ann", "pvai");
        rig.seconds(10.5);
        ann.clear();
        ann.stopReading();
        rig.seconds(10);
        bob.request("scrub", "to", Rig.json("{'index':500}"));
        ann.goOnReading();
        rig.seconds(2.5);
        assertThat(heard(ann)).containsExactly("500", "501", "502");
    }

    @Test
    void aTrackThatCanNotAddUpIsSwitchedOff() {
        Rig rig = rig(Track.Delivery.AGGREGATED, "stuck");
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(10.5);
        ann.clear();
        ann.stopReading();
        rig.seconds(10);
        ann.goOnReading();
        rig.seconds(2);
        assertThat(heard(ann)).isEmpty();
        assertThat(ann.eventIndices()).hasSize(12);
        assertThat(heard(bob)).isEqualTo(numbers(1, 21));
    }

    @Test
    void aTrackThatCanNotAddUpInOnePlaybackGoesOnInTheOthers() {
        Rig rig = rig(Track.Delivery.AGGREGATED, "stuck");
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "pvai");
        FakeClient eve = rig.join("eve", "pvai");
        eve.request("scrub", "to", Rig.json("{'index':500}"));
        eve.stopReading();
        rig.seconds(5);
        eve.goOnReading();
        rig.seconds(1);
        eve.request("scrub", "to", Rig.json("{'index':700}"));
        bob.clear();
        bob.request("scrub", "to", Rig.json("{'index':750}"));
        rig.seconds(2.5);
        assertThat(heard(bob)).containsExactly("750", "751", "752");
        assertThat(heard(eve)).doesNotContain("700");
        assertThat(heard(ann)).contains("7");
    }

    @Test
    void theHostMayHaveClientsClosedThatLag() {
        Rig rig = new Rig(builder -> builder.lag(LagPolicy.CLOSE)
                .limits(Limits.builder().maxLagMessages(16).build()));
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        ann.stopReading();
        rig.seconds(9);
        bob.clear();
        rig.manager.schedulers().iterator().next().speed(16_000);
        rig.seconds(5);
        ann.goOnReading();
        assertThat(ann.closedWith()).isEqualTo(CloseCode.SLOW_CONSUMER);
        assertThat(bob.isOpen()).isTrue();
        assertThat(bob.eventIndices()).hasSizeGreaterThan(70);
    }
}
