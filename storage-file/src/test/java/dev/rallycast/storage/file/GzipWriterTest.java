package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.storage.file.FaultyDisk.Call;
import dev.rallycast.storage.file.FaultyDisk.Fault;
import dev.rallycast.storage.file.FaultyDisk.InjectedFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipWriterTest {
    private static final int MEMBER_TEXT = 1000;

    private final byte[] text = GzipFiles.text(4500, 3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path target = Path.of("");

    @BeforeEach
    void placeTarget() {
        target = root.resolve("m1.jsonl.gz");
    }

    @Test
    void aFailedCallLeavesTheOldFileAndNothingElse() throws IOException {
        Files.writeString(target, "old");
        FaultyDisk sound = FaultyDisk.sound();
        write(sound, SyncLevel.DISK);
        List<Call> calls = sound.calls();
        byte[] made = Files.readAllBytes(target);
        int rename = calls.indexOf(Call.RENAME);
        assertThat(calls).contains(Call.CREATE, Call.OPEN, Call.WRITE, Call.FORCE, Call.FORCE_FOLDER);

        for (int call = 0; call < calls.size(); call++) {
            for (Fault fault : Fault.values()) {
                if (!fault.fits(calls.get(call))) {
                    continue;
                }
                String where = fault + " at call " + call + ", " + calls.get(call);
                Files.writeString(target, "old");
                FaultyDisk disk = new FaultyDisk(call, fault);
                boolean mayPass = !fault.isError();
                if (mayPass) {
                    write(disk, SyncLevel.DISK);
                    assertThat(target).as(where).hasBinaryContent(made);
                } else {
                    assertThatThrownBy(() -> write(disk, SyncLevel.DISK))
                            .as(where)
                            .isInstanceOf(InjectedFault.class);
                    assertThat(target).as(where).hasBinaryContent(call > rename ? made : "old".getBytes(UTF_8));
                }
                if (fault != Fault.FROM_THEN_ON || call > rename) {
                    assertThat(names()).as(where).containsExactly("m1.jsonl.gz");
                }
                Files.deleteIfExists(root.resolve("m1.jsonl.gz.tmp"));
            }
        }
    }

    @Test
    void aFileThatCannotBeDeletedEitherIsReplacedTheNextTime() throws IOException {
        FaultyDisk disk = new FaultyDisk(3, Fault.FROM_THEN_ON);

        assertThatThrownBy(() -> write(disk, SyncLevel.DISK))
                .isInstanceOf(InjectedFault.class)
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
        assertThat(names()).containsExactly("m1.jsonl.gz.tmp");
        write(Disk.SYSTEM, SyncLevel.DISK);
        assertThat(names()).containsExactly("m1.jsonl.gz");
    }

    @Test
    void nothingIsForcedUnlessThatIsAskedFor() throws IOException {
        FaultyDisk disk = FaultyDisk.sound();
        write(disk, SyncLevel.OS);

        assertThat(disk.calls()).doesNotContain(Call.FORCE, Call.OPEN_FOLDER, Call.FORCE_FOLDER);
    }

    @Test
    void theFileIsForcedBeforeItTakesItsNameAndTheFolderAfterwards() throws IOException {
        FaultyDisk disk = FaultyDisk.sound();
        write(disk, SyncLevel.DISK);

        assertThat(disk.calls())
                .containsSubsequence(
                        Call.CREATE, Call.WRITE, Call.FORCE, Call.RENAME, Call.OPEN_FOLDER, Call.FORCE_FOLDER);
    }

    @Test
    void aTextThatCannotBeReadLeavesNothing() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> GzipWriter.compress(broken, target, Disk.SYSTEM, SyncLevel.OS))
                .hasMessage("broken");
        assertThat(names()).isEmpty();
    }

    @Test
    void aTextThatIsCutWhileItIsReadLeavesNothing() throws IOException {
        Path plain = Files.write(root.resolve("m1.jsonl"), text);
        try (DataFile source = DataFile.openToRead(Disk.SYSTEM, plain);
                SourceInput in = new SourceInput(source)) {
            Files.write(plain, new byte[100]);
            assertThatThrownBy(() -> GzipWriter.compress(in, target, Disk.SYSTEM, SyncLevel.OS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(plain + " was cut to 100 bytes")
                    .hasMessageContaining("expected 4500");
        }
        assertThat(names()).containsExactly("m1.jsonl");
    }

    @Test
    void whatDoesNotReadBackIsNotKept() {
        // As failing memory or a failing disk would.
        Disk flips = new Disk() {
            @Override
            public FileChannel open(Path path, Set<OpenOption> options) throws IOException {
                if (options.contains(StandardOpenOption.READ)) {
                    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[] {0x55}), 200);
                    }
                }
                return Disk.SYSTEM.open(path, options);
            }
        };

        assertThatThrownBy(() -> write(flips, SyncLevel.OS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not read back");
        assertThat(names()).isEmpty();
    }

    @Test
    void anotherWholeFileInItsPlaceIsNoticed() throws IOException {
        byte[] other = GzipFiles.compressed(root, GzipFiles.text(4500, 4), MEMBER_TEXT);
        Disk swaps = new Disk() {
            @Override
            public FileChannel open(Path path, Set<OpenOption> options) throws IOException {
                if (options.contains(StandardOpenOption.READ)) {
                    Files.write(path, other);
                }
                return Disk.SYSTEM.open(path, options);
            }
        };

        assertThatThrownBy(() -> write(swaps, SyncLevel.OS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold the text");
        assertThat(names()).isEmpty();
    }

    @Test
    void anInterruptedThreadWritesAllTheSameAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            write(Disk.SYSTEM, SyncLevel.DISK);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (GzipSource source = GzipSource.open(Disk.SYSTEM, target)) {
            assertThat(GzipFiles.readAll(source)).isEqualTo(text);
        }
    }

    private void write(Disk disk, SyncLevel sync) throws IOException {
        GzipWriter.compress(new ByteArrayInputStream(text), target, disk, sync, MEMBER_TEXT);
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
