package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FaultyDisk.Call;
import dev.rallycast.storage.file.FaultyDisk.Fault;
import dev.rallycast.storage.file.FaultyDisk.InjectedFault;
import dev.rallycast.storage.file.FaultyDisk.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever call of a disk fails, and however: nothing that was acknowledged is lost, and nothing is told to have worked. */
class WriterFaultTest {
    private static final Game GAME = Game.of("m1", "tennis");
    private static final SampleEvents EVENTS = new SampleEvents(5);
    private static final int BATCH = 3;
    private static final int BATCHES = 3;

    /**
     * Calls whose failure the store need not tell: closing what is written already.
     */
    private static final Set<Call> HARMLESS = EnumSet.of(Call.CLOSE);

    private static boolean mustBeTold(Site site) {
        // An index file is for speed only.
        return !HARMLESS.contains(site.call()) && !site.name().contains(FileNames.INDEX_SUFFIX);
    }

    enum Scenario {
        /** Makes a recording. */
        CREATE(0, false),
        /** The same with an index file, which is written at the end. */
        CREATE_INDEXED(0, true),
        /** Goes on with a recording that ends in a torn line. */
        APPEND(5, false),
        /** The same with an index file, which is written at the beginning and at the end. */
        APPEND_INDEXED(100, true);

        final int existing;
        final boolean indexed;

        Scenario(int existing, boolean indexed) {
            this.existing = existing;
            this.indexed = indexed;
        }

        FileGameStorage storage(Path root, SyncLevel level, FaultyDisk disk) {
            return FileGameStorage.builder(root)
                    .sync(level)
                    .indexFrom(indexed ? 500 : Long.MAX_VALUE)
                    .disk(disk)
                    .build();
        }
    }

    private static int sitesSeen;
    private static int faultsInjected;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @AfterAll
    static void printTally() {
        System.out.printf("%d faults at %d call sites%n", faultsInjected, sitesSeen);
    }

    static Stream<Arguments> errors() {
        return combinations(true);
    }

    static Stream<Arguments> silentShortWrites() {
        return combinations(false);
    }

    private static Stream<Arguments> combinations(boolean errors) {
        return Stream.of(Scenario.values())
                .flatMap(scenario -> Stream.of(SyncLevel.values())
                        .flatMap(level -> Stream.of(Fault.values())
                                .filter(fault -> fault.isError() == errors)
                                .map(fault -> Arguments.of(scenario, level, fault))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void afterAFaultTheWriterStopsAndWhatWasAcknowledgedIsThere(Scenario scenario, SyncLevel level, Fault fault)
            throws IOException {
        byte[] before = prepared(scenario);
        List<Site> sites = sitesOf(scenario, level, before);
        sitesSeen += fault == Fault.ONCE ? sites.size() : 0;
        for (int site = 0; site < sites.size(); site++) {
            if (fault.fits(sites.get(site).call())) {
                Attempt attempt = new Attempt(scenario, level, before, new FaultyDisk(site, fault));
                String what = scenario + ", " + level + ", " + fault + " at call " + site + ", " + sites.get(site);
                try {
                    attempt.run();
                    if (mustBeTold(sites.get(site))) {
                        assertThat(attempt.failure).as("a failure is told").isNotNull();
                    }
                    attempt.goOn();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(what + ": " + e.getMessage(), e);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("silentShortWrites")
    void aShortWriteIsCompleted(Scenario scenario, SyncLevel level, Fault fault) throws IOException {
        byte[] before = prepared(scenario);
        Attempt sound = new Attempt(scenario, level, before, FaultyDisk.sound());
        sound.run();
        List<Site> sites = sound.disk.sites();
        byte[] expected = withoutHeader(sound.file());
        for (int site = 0; site < sites.size(); site++) {
            if (fault.fits(sites.get(site).call())) {
                Attempt attempt = new Attempt(scenario, level, before, new FaultyDisk(site, fault));
                attempt.run();
                assertThat(attempt.failure).as("%s at call %d", fault, site).isNull();
                assertThat(withoutHeader(attempt.file()))
                        .as("%s at call %d", fault, site)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void everyKindOfCallIsAmongThoseThatFail() throws IOException {
        Set<Call> calls = EnumSet.noneOf(Call.class);
        for (Scenario scenario : Scenario.values()) {
            for (Site site : sitesOf(scenario, SyncLevel.DISK, prepared(scenario))) {
                calls.add(site.call());
            }
        }
        assertThat(calls).containsExactlyInAnyOrder(Call.values());
        assertThat(sitesOf(Scenario.CREATE, SyncLevel.DISK, new byte[0]))
                .as("each batch, the header and the end mark are forced to the disk")
                .filteredOn(site -> site.call() == Call.FORCE)
                .hasSizeGreaterThanOrEqualTo(BATCHES + 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ONCE", "FROM_THEN_ON"})
    void aDeletionThatFailsIsToldAndCanBeRepeated(Fault fault) throws IOException {
        byte[] before = prepared(Scenario.APPEND_INDEXED);
        Attempt sound = new Attempt(Scenario.APPEND_INDEXED, SyncLevel.DISK, before, FaultyDisk.sound());
        sound.storage.delete("m1");
        List<Site> sites = sound.disk.sites();
        assertThat(sites).extracting(Site::call).contains(Call.DELETE, Call.FORCE_FOLDER);
        for (int site = 0; site < sites.size(); site++) {
            String what = fault + " at call " + site + ", " + sites.get(site);
            Attempt attempt = new Attempt(Scenario.APPEND_INDEXED, SyncLevel.DISK, before, new FaultyDisk(site, fault));
            FileGameStorage storage = attempt.storage;
            Boolean deleted = attempt.step(() -> storage.delete("m1"));
            if (mustBeTold(sites.get(site))) {
                assertThat(deleted).as(what).isNull();
            }
            attempt.disk.heal();
            boolean there = Files.exists(attempt.file());
            if (there) {
                assertThat(deleted).as(what).isNull();
                try (Recording recording = storage.open("m1")) {
                    attempt.requireOwn(recording, Scenario.APPEND_INDEXED.existing);
                }
            }
            assertThat(storage.delete("m1")).as(what).isEqualTo(there);
            assertThat(storage.find("m1")).as(what).isEmpty();
            storage.create(GAME).close();
            assertThat(storage.find("m1")).as(what).contains(GAME);
            storage.close();
        }
    }

    private List<Site> sitesOf(Scenario scenario, SyncLevel level, byte[] before) throws IOException {
        Attempt sound = new Attempt(scenario, level, before, FaultyDisk.sound());
        sound.run();
        assertThat(sound.failure).isNull();
        assertThat(sound.endAcknowledged).isTrue();
        List<Site> sites = sound.disk.sites();
        sound.goOn();
        return sites;
    }

    /** The file that the scenario finds; of no length if there is none. */
    private byte[] prepared(Scenario scenario) throws IOException {
        if (scenario.existing == 0) {
            return new byte[0];
        }
        Path root = Files.createTempDirectory(temporary, "prepared");
        RecordingFiles.record(root, "m1", EVENTS.drafts(0, scenario.existing).toArray(EventDraft[]::new));
        Path file = RecordingFiles.file(root, "m1");
        byte[] torn = Files.readAllBytes(file);
        // The last line's first half once more.
        byte[] tail = EVENTS.draft(scenario.existing).data().bytes();
        torn = Arrays.copyOf(torn, torn.length + 1 + tail.length / 2);
        torn[torn.length - 1 - tail.length / 2] = '{';
        System.arraycopy(tail, 0, torn, torn.length - tail.length / 2, tail.length / 2);
        return torn;
    }

    private static byte[] withoutHeader(Path file) throws IOException {
        String text = Files.readString(file, ISO_8859_1);
        return text.substring(text.indexOf('\n') + 1).getBytes(ISO_8859_1);
    }

    /** One run through a scenario, with what was tried and what was acknowledged. */
    private final class Attempt {
        final Path root;
        final FaultyDisk disk;
        final FileGameStorage storage;
        final Scenario scenario;
        long acknowledged;
        long tried;
        boolean created;
        boolean endTried;
        boolean endAcknowledged;

        @Nullable
        StorageUnavailableException failure;

        Attempt(Scenario scenario, SyncLevel level, byte[] before, FaultyDisk disk) throws IOException {
            faultsInjected += disk.hasFault() ? 1 : 0;
            this.scenario = scenario;
            this.root = Files.createTempDirectory(temporary, "run");
            this.disk = disk;
            this.storage = scenario.storage(root, level, disk);
            this.acknowledged = scenario.existing;
            this.tried = scenario.existing;
            if (before.length > 0) {
                Files.write(file(), before, StandardOpenOption.CREATE_NEW);
                created = true;
            }
        }

        Path file() {
            return RecordingFiles.file(root, "m1");
        }

        /** Null if it failed, which must be because of the fault. */
        <T> @Nullable T step(Supplier<T> call) {
            try {
                return call.get();
            } catch (StorageUnavailableException e) {
                assertThat(e).hasMessageContaining("m1").hasRootCauseInstanceOf(InjectedFault.class);
                failure = e;
                return null;
            }
        }

        void run() {
            RecordingWriter writer = step(() -> created ? storage.append("m1") : storage.create(GAME));
            if (writer == null) {
                return;
            }
            created = true;
            // If this fails, the writer is none the worse for it.
            Recording reader = step(() -> storage.open("m1"));
            boolean works = true;
            for (int batch = 0; batch < BATCHES && works; batch++) {
                List<EventDraft> events = EVENTS.drafts(tried, tried + BATCH);
                long first = tried;
                tried += BATCH;
                Long place = step(() -> writer.append(events));
                works = place != null;
                if (place != null) {
                    assertThat(place).isEqualTo(first);
                    acknowledged = tried;
                }
            }
            if (works) {
                endTried = true;
                endAcknowledged = Boolean.TRUE.equals(step(() -> {
                    writer.end();
                    return true;
                }));
                works = endAcknowledged;
            }
            if (reader != null) {
                assertThat(reader.extent()).isEqualTo(new Extent(acknowledged, endAcknowledged));
                requireOwn(reader, acknowledged);
            }
            if (!works) {
                requireStopped(writer);
                disk.heal();
                requireStopped(writer);
            }
            writer.close();
            writer.close();
            if (reader != null) {
                assertThat(reader.extent()).isEqualTo(new Extent(acknowledged, endAcknowledged));
                requireOwn(reader, acknowledged);
                reader.close();
            }
        }

        private void requireStopped(RecordingWriter writer) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> writer.append(EVENTS.drafts(tried, tried + 1)))
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("m1");
                assertThatThrownBy(writer::end)
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("m1");
            }
        }

        /** Goes on with another storage while this one's disk may still fail, and then with this one. */
        void goOn() {
            try (FileGameStorage other = scenario.storage(root, SyncLevel.OS, FaultyDisk.sound())) {
                goOn(other, false);
                disk.heal();
                goOn(storage, true);
                try (Recording recording = other.open("m1")) {
                    assertThat(recording.extent()).isEqualTo(new Extent(acknowledged, true));
                    requireOwn(recording, acknowledged);
                }
                assertThat(other.list()).containsExactly(GAME);
            }
            storage.close();
        }

        private void goOn(FileGameStorage with, boolean end) {
            if (!created && with.find("m1").isEmpty()) {
                with.create(GAME).close();
            }
            created = true;
            boolean ended;
            try (Recording recording = with.open("m1")) {
                Extent extent = recording.extent();
                assertThat(extent.size()).isBetween(acknowledged, tried);
                requireOwn(recording, extent.size());
                acknowledged = extent.size();
                ended = extent.ended();
                assertThat(ended).isIn(endAcknowledged, endTried);
            }
            if (ended) {
                endAcknowledged = true;
                return;
            }
            try (RecordingWriter writer = with.append("m1");
                    Recording reader = with.open("m1")) {
                assertThat(writer.append(EVENTS.drafts(acknowledged, acknowledged + BATCH)))
                        .isEqualTo(acknowledged);
                acknowledged += BATCH;
                tried = acknowledged;
                if (end) {
                    writer.end();
                }
                assertThat(reader.extent()).isEqualTo(new Extent(acknowledged, end));
                requireOwn(reader, acknowledged);
            }
        }

        /** Requires that the recording begins with so many events, none of them changed. */
        void requireOwn(Recording recording, long size) {
            // Of a long one the end tells enough.
            long at = Math.max(0, Math.min(scenario.existing, size) - 20);
            List<Long> wrong = new ArrayList<>();
            while (at < size) {
                var events = recording.read(at, (int) (size - at));
                events.stream().filter(event -> !EVENTS.isOwn(event)).forEach(event -> wrong.add(event.index()));
                assertThat(events).isNotEmpty();
                at += events.size();
            }
            assertThat(wrong).as("events that were not recorded like this").isEmpty();
        }
    }
}
