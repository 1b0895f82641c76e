package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the last record of random recordings, an event or the end mark, at every length and flips every bit of it: what is
 * left is exactly the events before, and a writer that goes on makes the file what it would have been, whether its record is longer or shorter.
 *
 * <p>The ordinary build takes, by the seed, one in {@value #ONE_IN} of all lengths and bits. The long form is
 * {@code mvn test -pl storage-file -am -Dtest=TornRecordTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Drallycast.torn=1}, which takes all; the seed is set by {@code -Drallycast.seed=…}. The tallies are printed.
 */
class TornRecordTest {
    private static final int RECORDINGS = 200;
    private static final int ONE_IN = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final long seed = Long.getLong("rallycast.seed", 20_261_122L);
    private final int oneIn = Integer.getInteger("rallycast.torn", ONE_IN);
    private final Random choice = new Random(seed);
    private long cases;

    @Test
    void aLastRecordThatIsCutAtAnyLengthIsGoneAndTheNextWriterGoesOnThere() throws IOException {
        forEachRecording((recording, last) -> {
            for (int length = 0; length < last; length++) {
                if (choice.nextInt(oneIn) == 0) {
                    recording.cut(length);
                }
            }
        });
        System.out.printf("%d cuts of the last records of %d recordings (seed %d)%n", cases, RECORDINGS, seed);
    }

    @Test
    void aLastRecordWithAnyBitFlippedIsGoneAndTheNextWriterGoesOnThere() throws IOException {
        forEachRecording((recording, last) -> {
            for (int bit = 0; bit < last * Byte.SIZE; bit++) {
                if (choice.nextInt(oneIn) == 0) {
                    recording.flip(bit);
                }
            }
        });
        System.out.printf("%d flipped bits of the last records of %d recordings (seed %d)%n", cases, RECORDINGS, seed);
    }

    private void forEachRecording(BiConsumer<Damaged, Integer> test) throws IOException {
        Random random = new Random(seed);
        for (int number = 0; number < RECORDINGS; number++) {
            int events = 1 + random.nextInt(20);
            // Every fourth has an end mark.
            boolean ended = number % 4 == 3;
            Path root = Files.createTempDirectory(temporary, "recordings");
            try (FileGameStorage storage = FileGameStorage.builder(root)
                            .disk(FaultyDisk.sound())
                            .build();
                    Damaged recording =
                            new Damaged(storage, root, new SampleEvents(random.nextLong()), events, ended)) {
                test.accept(recording, recording.last);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", recording " + number + ": " + e.getMessage(), e);
            }
        }
    }

    /** A recording whose last record is damaged, again and again, and written anew. */
    private final class Damaged implements AutoCloseable {
        private final FileGameStorage storage;
        private final SampleEvents events;
        private final Path path;
        private final FileChannel file;
        private final byte[] whole;
        private final byte[] shorter;
        private final boolean ended;
        /** How many events are before the last record. */
        private final int before;
        /** The length of the last record with its line feed. */
        final int last;

        Damaged(FileGameStorage storage, Path root, SampleEvents events, int count, boolean ended) throws IOException {
            this.storage = storage;
            this.events = events;
            this.ended = ended;
            this.before = ended ? count : count - 1;
            this.path = RecordingFiles.file(root, "m1");
            try (RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
                writer.append(events.drafts(0, count));
                if (ended) {
                    writer.end();
                }
            }
            this.whole = Files.readAllBytes(path);
            int start = whole.length - 1;
            while (whole[start - 1] != '\n') {
                start--;
            }
            this.last = whole.length - start;
            this.file = FileChannel.open(path, StandardOpenOption.WRITE);
            file.truncate(start);
            appendShort();
            this.shorter = Files.readAllBytes(path);
            file.truncate(start);
            appendLast();
            requireBytes(whole, "writing the last record again");
        }

        void cut(int length) {
            try {
                file.truncate(whole.length - last + length);
                requireRecovery("cut to " + length + " bytes");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void flip(int bit) {
            try {
                int place = whole.length - last + bit / Byte.SIZE;
                byte flipped = (byte) (whole[place] ^ (1 << (bit % Byte.SIZE)));
                file.write(ByteBuffer.wrap(new byte[] {flipped}), place);
                requireRecovery("bit " + bit + " flipped");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void requireRecovery(String damage) throws IOException {
            cases++;
            try {
                byte[] damaged = Files.readAllBytes(path);
                try (Recording recording = storage.open("m1")) {
                    assertThat(recording.extent()).isEqualTo(new Extent(before, false));
                    List<GameEvent> read = recording.read(0, before + 1);
                    assertThat(read).hasSize(before);
                    for (GameEvent event : read) {
                        assertThat(events.isOwn(event))
                                .as("event %d", event.index())
                                .isTrue();
                    }
                }
                requireBytes(damaged, "a reader");
                if (choice.nextBoolean()) {
                    appendLast();
                    requireBytes(whole, "the next writer");
                } else {
                    // What is torn reaches further than what is written over it.
                    appendShort();
                    requireBytes(shorter, "the next writer");
                    file.write(ByteBuffer.wrap(whole, whole.length - last, last), whole.length - last);
                    file.truncate(whole.length);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("last record of " + last + " bytes, " + damage + ": " + e.getMessage(), e);
            }
        }

        private void appendLast() {
            try (RecordingWriter writer = storage.append("m1")) {
                if (ended) {
                    writer.end();
                } else {
                    assertThat(writer.append(events.draft(before))).isEqualTo(before);
                }
            }
        }

        private void appendShort() {
            try (RecordingWriter writer = storage.append("m1")) {
                assertThat(writer.append(RecordingFiles.event(0, "k", "0"))).isEqualTo(before);
            }
        }

        private void requireBytes(byte[] expected, String who) throws IOException {
            byte[] actual = Files.readAllBytes(path);
            // AssertJ's comparison takes longer than the rest of the test.
            if (!Arrays.equals(actual, expected)) {
                assertThat(actual).as("the file after %s", who).isEqualTo(expected);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
