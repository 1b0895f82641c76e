package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveMatchTest {
    private static final Duration MATCH = Duration.ofHours(8);

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryGameStorage storage = new InMemoryGameStorage();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private LiveMatch live(WritableGameStorage into, long seed) {
        LiveMatch match =
                new LiveMatch(into, clock, new Random(seed), new PrintStream(log, true, StandardCharsets.UTF_8), 1);
        clock.attach(match);
        return match;
    }

    private List<GameEvent> recorded(String id) {
        try (Recording recording = storage.open(id)) {
            return recording.read(0, Integer.MAX_VALUE);
        }
    }

    private boolean hasEnded(String id) {
        try (Recording recording = storage.open(id)) {
            return recording.extent().ended();
        } catch (GameNotFoundException e) {
            return false;
        }
    }

    private List<EventDraft> whole(String id) {
        long seed = Long.parseLong(
                String.valueOf(storage.find(id).orElseThrow().details().get("seed")));
        return MatchSimulator.fictionalBuilder(id, seed)
                .shots(true)
                .build()
                .simulate()
                .events();
    }

    private void assertWhole(String id) {
        assertThat(recorded(id).stream()
                        .map(event ->
                                event.timeNanos() + event.kind() + event.data().json()))
                .containsExactlyElementsOf(whole(id).stream()
                        .map(event ->
                                event.timeNanos() + event.kind() + event.data().json())
                        .toList());
    }

    @Test
    void eachEventIsRecordedWhenItHappensAndNoneBefore() {
        live(storage, 1);
        clock.advance(Duration.ZERO);
        List<EventDraft> whole = whole("live-1-1");
        for (int second = 0; second < 300; second++) {
            long now = clock.elapsed().toNanos();
            long due = whole.stream().filter(event -> event.timeNanos() <= now).count();
            assertThat(recorded("live-1-1")).hasSize(Math.toIntExact(due));
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(recorded("live-1-1")).hasSizeGreaterThan(20);
        assertThat(hasEnded("live-1-1")).isFalse();
    }

    @Test
    void behindTheEndMarkAnotherMatchBeginsAfterTheIntermission() {
        live(storage, 2);
        clock.advance(Duration.ZERO);
        List<EventDraft> whole = whole("live-1-1");
        Duration length = Duration.ofNanos(whole.get(whole.size() - 1).timeNanos());
        clock.advance(length.minusMillis(1));
        assertThat(hasEnded("live-1-1")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(hasEnded("live-1-1")).isTrue();
        assertWhole("live-1-1");
        clock.advance(LiveMatch.INTERMISSION.minusMillis(1));
        assertThat(storage.find("live-1-2")).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(hasEnded("live-1-2")).isFalse();
        assertThat(recorded("live-1-2")).isNotEmpty();
        assertThat(storage.find("live-1-2").orElseThrow().details().get("seed"))
                .isNotEqualTo(storage.find("live-1-1").orElseThrow().details().get("seed"));
    }

    @Test
    void ofTwoOnTheSameStorageOneRecordsAndTheOtherTakesOver() {
        LiveMatch first = live(storage, 3);
        live(storage, 4);
        clock.advance(Duration.ofMinutes(5));
        int before = recorded("live-1-1").size();
        assertThat(storage.list().map(Game::id)).containsExactly("live-1-1");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("begins")
                .doesNotContain("goes on");

        clock.detach(first);
        first.close();
        clock.advance(LiveMatch.LOOK_AGAIN.plus(Duration.ofMinutes(2)));
        assertThat(recorded("live-1-1")).hasSizeGreaterThan(before);
        while (!hasEnded("live-1-1")) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(clock.elapsed()).isLessThan(MATCH);
        }
        assertWhole("live-1-1");
        assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce("goes on");
    }

    @Test
    void twoKeepTheIntermissionTogether() {
        live(storage, 8);
        live(storage, 9);
        clock.advance(Duration.ZERO);
        List<EventDraft> whole = whole("live-1-1");
        clock.advance(Duration.ofNanos(whole.get(whole.size() - 1).timeNanos()));
        assertThat(hasEnded("live-1-1")).isTrue();
        clock.advance(LiveMatch.INTERMISSION.minusMillis(1));
        assertThat(storage.find("live-1-2")).isEmpty();
        clock.advance(LiveMatch.LOOK_AGAIN);
        assertThat(recorded("live-1-2")).isNotEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(storage.list().map(Game::id)).containsExactlyInAnyOrder("live-1-1", "live-1-2");
    }

    @Test
    void afterAFailureOfStorageItGoesOnWithTheSameEvent() {
        AtomicInteger left = new AtomicInteger(5);
        live(new Failing(storage, left), 5);
        clock.advance(Duration.ofMinutes(3));
        assertThat(left).hasNegativeValue();
        while (!hasEnded("live-1-1")) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(clock.elapsed()).isLessThan(MATCH);
        }
        assertWhole("live-1-1");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("can't be recorded at the moment: no room");
    }

    @Test
    void aRecordingOfSomebodyElseIsLeftAsItIs() {
        storage.create(Game.of("live-1-1", "tennis")).close();
        live(storage, 6);
        clock.advance(Duration.ofSeconds(10));
        assertThat(recorded("live-1-1")).isEmpty();
        assertThat(recorded("live-1-2")).isNotEmpty();
    }

    @Test
    void whoWatchesHearsOfNothingThatHasNotHappened() {
        SchedulerManager manager =
                SchedulerManager.builder(storage).clock(clock).build();
        live(storage, 7);
        clock.advance(Duration.ofSeconds(90));
        FakeClient eve = FakeClient.connect(manager.clients(), "eve");
        eve.request("start", "game_id", "live-1-1", "mode", "spectator");
        clock.advance(Duration.ZERO);
        int known = recorded("live-1-1").size();
        assertThat(eve.eventIndices()).allMatch(index -> index < known);
        assertThat(String.join("\n", eve.texts()))
                .contains("\"status\":\"live\"")
                .doesNotContain("\"seed\"");

        clock.advance(Duration.ofMinutes(2));
        assertThat(eve.eventIndices()).last().isEqualTo(recorded("live-1-1").size() - 1L);
        manager.close();
    }

    /** Storage that has no room after so many appends, once. */
    private record Failing(InMemoryGameStorage to, AtomicInteger left) implements WritableGameStorage {
        @Override
        public RecordingWriter create(Game game) {
            return failing(to.create(game));
        }

        @Override
        public RecordingWriter append(String gameId) {
            return failing(to.append(gameId));
        }

        private RecordingWriter failing(RecordingWriter writer) {
            return new RecordingWriter() {
                @Override
                public long append(List<EventDraft> events) {
                    if (left.getAndDecrement() == 0) {
                        throw new StorageUnavailableException("no room");
                    }
                    return writer.append(events);
                }

                @Override
                public void end() {
                    writer.end();
                }

                @Override
                public void close() {
                    writer.close();
                }
            };
        }

        @Override
        public boolean delete(String gameId) {
            return to.delete(gameId);
        }

        @Override
        public Optional<Game> find(String gameId) {
            return to.find(gameId);
        }

        @Override
        public Stream<Game> list() {
            return to.list();
        }

        @Override
        public Recording open(String gameId) {
            return to.open(gameId);
        }

        @Override
        public void close() {
            to.close();
        }
    }
}
