package dev.rallycast.sports.tennis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.MatchSink.Existing;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StorageSinkTest {
    private final MapStorage storage = new MapStorage();
    private final TennisMatch match = MatchSimulator.fictional("m", 1).simulate();

    @Test
    void matchIsRecordedWholeWithItsEndMark() {
        assertThat(MatchSink.into(storage, Existing.SKIP).accept(match)).isTrue();

        assertThat(storage.events.get("m")).isEqualTo(match.events());
        assertThat(storage.ended).containsExactly("m");
        assertThat(storage.openWriters).isZero();
    }

    @Test
    void existingGameIsSkipped() {
        InMemoryGameStorage memory = new InMemoryGameStorage();
        memory.record(match.game());

        assertThat(MatchSink.into(memory, Existing.SKIP).accept(match)).isFalse();

        assertThat(memory.open("m").extent()).isEqualTo(new Recording.Extent(0, true));
    }

    @Test
    void whatAKilledImportLeftIsMadeAnew() {
        InMemoryGameStorage memory = new InMemoryGameStorage();
        try (RecordingWriter killed = memory.create(match.game())) {
            killed.append(match.events().get(0));
        }

        assertThat(MatchSink.into(memory, Existing.SKIP).accept(match)).isTrue();

        assertThat(memory.open("m").extent())
                .isEqualTo(new Recording.Extent(match.events().size(), true));
    }

    @Test
    void whatAnotherImportIsAboutToRecordIsLeftToIt() {
        InMemoryGameStorage memory = new InMemoryGameStorage();
        try (RecordingWriter other = memory.create(match.game())) {
            assertThat(MatchSink.into(memory, Existing.SKIP).accept(match)).isFalse();

            other.append(match.events());
            other.end();
        }
        assertThat(memory.open("m").extent())
                .isEqualTo(new Recording.Extent(match.events().size(), true));
    }

    @Test
    void existingGameIsReplaced() {
        storage.events.put("m", new ArrayList<>());

        assertThat(MatchSink.into(storage, Existing.REPLACE).accept(match)).isTrue();

        assertThat(storage.events.get("m")).isEqualTo(match.events());
    }

    @Test
    void failureLeavesNothingBehind() {
        storage.failAtAppend = 0;

        assertThatThrownBy(() -> MatchSink.into(storage, Existing.SKIP).accept(match))
                .isInstanceOf(StorageUnavailableException.class);

        assertThat(storage.events).isEmpty();
        assertThat(storage.openWriters).isZero();
    }

    @Test
    void gameThatAppearsBetweenDeleteAndCreateIsReported() {
        storage.events.put("m", new ArrayList<>());
        storage.deletes = false;

        assertThatThrownBy(() -> MatchSink.into(storage, Existing.REPLACE).accept(match))
                .isInstanceOf(GameExistsException.class);
    }

    /** Keeps recordings in a map. */
    private static final class MapStorage implements WritableGameStorage {
        private final Map<String, List<EventDraft>> events = new TreeMap<>();
        private final List<String> ended = new ArrayList<>();
        private int failAtAppend = -1;
        private int openWriters;
        private boolean deletes = true;

        @Override
        public RecordingWriter create(Game game) {
            if (events.putIfAbsent(game.id(), new ArrayList<>()) != null) {
                throw new GameExistsException("game " + game.id() + " exists");
            }
            openWriters++;
            return new RecordingWriter() {
                private int appends;
                private boolean open = true;

                @Override
                public long append(List<EventDraft> drafts) {
                    if (appends++ == failAtAppend) {
                        throw new StorageUnavailableException("disk is full");
                    }
                    List<EventDraft> all = events.get(game.id());
                    all.addAll(drafts);
                    return (long) all.size() - drafts.size();
                }

                @Override
                public void end() {
                    ended.add(game.id());
                }

                @Override
                public void close() {
                    if (open) {
                        open = false;
                        openWriters--;
                    }
                }
            };
        }

        @Override
        public RecordingWriter append(String gameId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean delete(String gameId) {
            return deletes && events.remove(gameId) != null;
        }

        @Override
        public Optional<Game> find(String gameId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<Game> list() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Recording open(String gameId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
