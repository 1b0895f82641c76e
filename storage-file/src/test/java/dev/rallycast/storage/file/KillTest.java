package dev.rallycast.storage.file;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.Children.Child;
import dev.rallycast.storage.file.KillWriter.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that records, with SIGKILL, at random points: no event that it was told is recorded is lost, none is
 * invented, and another writer can go on.
 *
 * <p>The ordinary build kills {@value #ROUNDS} processes. The long form is
 * {@code mvn test -pl storage-file -am -Dtest=KillTest -Dsurefire.failIfNoSpecifiedTests=false -Drallycast.kills=1000}; the
 * seed is set by {@code -Drallycast.seed=…}. The tallies are printed.
 */
@Timeout(value = 60, unit = MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
    private static final int ROUNDS = 25;
    private static final Work[] WORK = {Work.APPEND, Work.LIVES, Work.APPEND, Work.BULK, Work.LIVES};
    /** A process gets a new folder after so many rounds, lest reading it all back takes ever longer. */
    private static final int ROUNDS_A_FOLDER = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final long seed = Long.getLong("rallycast.seed", 20_261_122L);
    private long acknowledgedEvents;
    private long unacknowledgedEvents;
    private int tornTails;
    private int halfMade;
    private int untoldEnds;

    @Test
    void whatWasAcknowledgedSurvivesKillMinus9AndNothingIsInvented() throws Exception {
        int rounds = Integer.getInteger("rallycast.kills", ROUNDS);
        Random random = new Random(seed);
        Path errors = temporary.resolve("errors");
        Path root = temporary;
        try (Children children = new Children(errors)) {
            for (int round = 0; round < rounds; round++) {
                if (round % ROUNDS_A_FOLDER == 0) {
                    root = folder();
                }
                Work work = WORK[round % WORK.length];
                SyncLevel level = random.nextBoolean() ? SyncLevel.DISK : SyncLevel.OS;
                try {
                    switch (work) {
                        case APPEND -> append(children, root, level, random, work);
                        case BULK -> append(children, folder(), level, random, work);
                        case LIVES -> lives(children, folder(), level, random);
                    }
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "seed " + seed + ", round " + round + ", " + work + ", " + level + ": " + e.getMessage()
                                    + "; the process said: " + Files.readString(errors),
                            e);
                }
            }
        }
        System.out.printf(
                "%d kills (seed %d): %d acknowledged events, 0 lost, 0 invented; %d events had arrived"
                        + " unacknowledged, as had %d end marks; %d tails were torn, %d creations half done%n",
                rounds, seed, acknowledgedEvents, unacknowledgedEvents, untoldEnds, tornTails, halfMade);
    }

    private Path folder() throws IOException {
        return Files.createTempDirectory(temporary, "recordings");
    }

    private void append(Children children, Path root, SyncLevel level, Random random, Work work) throws Exception {
        long before = 0;
        if (Files.exists(RecordingFiles.file(root, "m1"))) {
            before = sizeOf(root, "m1");
        }
        Child child = start(children, root, level, random, work);
        // Sometimes before or while the file comes into being, otherwise among the appends.
        int lines = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(work == Work.BULK ? 4 : 40);
        // A process that has only just begun takes its time.
        Runnable delay = work == Work.BULK
                ? growth(child, RecordingFiles.file(root, "m1"), random)
                : spins(1 << (lines == 1 ? 20 : 1 + random.nextInt(17)), random);
        List<String> told = killAfter(child, lines, delay);
        long acknowledged = before;
        for (String line : told.subList(1, told.size())) {
            acknowledged = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        }
        if (told.size() > 1) {
            assertThat(told.get(1)).isEqualTo("writing " + before);
        }
        boolean created = before > 0 || told.size() > 1;
        verify(root, "m1", new Told(created, acknowledged, false, false), work, random);
        acknowledgedEvents += acknowledged - before;
    }

    private void lives(Children children, Path root, SyncLevel level, Random random) throws Exception {
        Child child = start(children, root, level, random, Work.LIVES);
        List<String> told = killAfter(child, 1 + random.nextInt(60), spins(1 << (1 + random.nextInt(17)), random));
        int game = -1;
        long acknowledged = 0;
        boolean ended = false;
        boolean closed = false;
        for (String line : told.subList(1, told.size())) {
            String word = line.substring(0, line.indexOf(' '));
            long number = Long.parseLong(line.substring(line.indexOf(' ') + 1));
            switch (word) {
                case "created" -> {
                    if (game >= 0) {
                        verify(root, "g" + game, new Told(true, acknowledged, ended, true), Work.LIVES, random);
                    }
                    acknowledgedEvents += acknowledged;
                    game++;
                    acknowledged = 0;
                    ended = false;
                    closed = false;
                    assertThat(number).isEqualTo(game);
                }
                case "acknowledged" -> acknowledged = number;
                case "ended" -> ended = true;
                case "closed" -> closed = true;
                default -> throw new AssertionError("unknown line: " + line);
            }
        }
        if (game >= 0) {
            verify(root, "g" + game, new Told(true, acknowledged, ended, closed), Work.LIVES, random);
            acknowledgedEvents += acknowledged;
        }
        // The one that was perhaps being made.
        verify(root, "g" + (game + 1), new Told(false, 0, false, false), Work.LIVES, random);
        try (FileGameStorage storage = FileGameStorage.open(root);
                Stream<Game> games = storage.list()) {
            assertThat(games).hasSize(game + 2);
        }
    }

    private Child start(Children children, Path root, SyncLevel level, Random random, Work work) throws IOException {
        return children.start(
                KillWriter.class, root.toString(), level.name(), Long.toString(random.nextLong()), work.name());
    }

    /** Kills a process when it has said so many lines, and returns all that it has said until it was dead. */
    private static List<String> killAfter(Child child, int lines, Runnable delay) throws Exception {
        List<String> told = new ArrayList<>();
        for (String line = child.nextLine(); line != null; line = child.nextLine()) {
            told.add(line);
            if (told.size() == lines) {
                // So that it doesn't die right behind an acknowledgement each time.
                delay.run();
                child.kill();
            }
        }
        assertThat(told).as("lines before it was killed").hasSizeGreaterThanOrEqualTo(lines);
        assertThat(child.waitFor())
                .as("exit value of a process that was killed")
                .isNotIn(0, 1, 2, 3);
        return told;
    }

    private static Runnable spins(int limit, Random random) {
        int spins = random.nextInt(limit);
        return () -> {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
        };
    }

    /** Returns as soon as a file is longer, which is in the middle of a write if the write is long. */
    private static Runnable growth(Child child, Path file, Random random) {
        int bytes = 1 + random.nextInt(1 << random.nextInt(20));
        return () -> {
            long limit = file.toFile().length() + bytes;
            while (child.isAlive() && file.toFile().length() < limit) {
                Thread.onSpinWait();
            }
        };
    }

    /** What a process has told of a recording; if it has told that it is closed, nothing else can be there. */
    private record Told(boolean created, long size, boolean ended, boolean closed) {}

    /** Reads a recording after its writer's death, and goes on with it. */
    private void verify(Path root, String game, Told told, Work work, Random random) throws IOException {
        SampleEvents events = KillWriter.events(work);
        try (FileGameStorage storage =
                FileGameStorage.builder(root).sync(SyncLevel.OS).build()) {
            halfMade += Files.exists(root.resolve(game + ".jsonl.tmp")) ? 1 : 0;
            if (storage.find(game).isEmpty()) {
                assertThat(told.created()).as("%s was created", game).isFalse();
                // Its lock is free, and what is left of it is in nobody's way.
                storage.create(Game.of(game, "tennis")).close();
            }
            long bytes = Files.size(RecordingFiles.file(root, game));
            Extent extent;
            try (Recording recording = storage.open(game)) {
                extent = recording.extent();
                assertThat(extent.size())
                        .as("events of %s", game)
                        .isBetween(told.size(), told.size() + (told.closed() ? 0 : KillWriter.LARGEST_BATCH));
                requireOwn(recording, extent.size(), events);
            }
            assertThat(extent.ended()).as("end mark of %s", game).isIn(told.ended(), told.ended() || !told.closed());
            unacknowledgedEvents += extent.size() - told.size();
            if (extent.ended()) {
                untoldEnds += told.ended() ? 0 : 1;
                assertThat(storage.delete(game))
                        .as("the lock of %s is free", game)
                        .isTrue();
                storage.create(Game.of(game, "tennis")).close();
                return;
            }
            long next = extent.size() + 1 + random.nextInt(5);
            try (RecordingWriter writer = storage.append(game)) {
                tornTails += Files.size(RecordingFiles.file(root, game)) < bytes ? 1 : 0;
                assertThat(writer.append(events.drafts(extent.size(), next))).isEqualTo(extent.size());
            }
            try (Recording recording = storage.open(game)) {
                assertThat(recording.extent()).isEqualTo(new Extent(next, false));
                requireOwn(recording, next, events);
            }
        }
    }

    private static long sizeOf(Path root, String game) {
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open(game)) {
            return recording.extent().size();
        }
    }

    private static void requireOwn(Recording recording, long size, SampleEvents own) {
        long at = 0;
        while (at < size) {
            List<GameEvent> events = recording.read(at, 10_000);
            assertThat(events).as("events from %d on", at).isNotEmpty();
            for (GameEvent event : events) {
                assertThat(event.index()).isEqualTo(at++);
                if (!own.isOwn(event)) {
                    throw new AssertionError(
                            "not the event that was recorded: " + event + ", but " + own.draft(event.index()));
                }
            }
        }
        assertThat(recording.read(size, 1)).isEmpty();
    }
}
