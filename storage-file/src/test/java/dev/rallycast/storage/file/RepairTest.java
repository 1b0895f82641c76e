package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.ChecksummedLines.end;
import static dev.rallycast.storage.file.ChecksummedLines.ended;
import static dev.rallycast.storage.file.ChecksummedLines.growing;
import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.RecordingWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {
    private static final String PLAIN = "{\"t\":1,\"kind\":\"a\",\"data\":1}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path path() {
        return root.resolve("m1.jsonl");
    }

    private Path kept(int number) {
        return root.resolve("m1.jsonl.damaged-" + number);
    }

    private Repair repair(List<String> lines) throws IOException {
        Files.writeString(path(), String.join("", lines));
        return RecordingFile.at(path()).repair(RecordingProgress.NONE);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals(FileNames.LOCK_FILE))
                    .sorted()
                    .toList();
        }
    }

    private Verification verify() {
        return RecordingFile.at(path()).verify(RecordingProgress.NONE);
    }

    @Test
    void whatIsWholeIsLeftAlone() throws IOException {
        Files.writeString(path(), String.join("", ended(3)));
        Files.setLastModifiedTime(path(), FileTime.fromMillis(1_000));

        Repair repair = RecordingFile.at(path()).repair(RecordingProgress.NONE);

        assertThat(repair.changed()).isFalse();
        assertThat(repair.found().isClean()).isTrue();
        assertThat(Files.getLastModifiedTime(path())).isEqualTo(FileTime.fromMillis(1_000));
        assertThat(names()).containsExactly("m1.jsonl");
    }

    @Test
    void aTornTailIsCutAndKept() throws IOException {
        List<String> lines = growing(3);
        String last = lines.get(3).substring(0, 20);
        lines.set(3, last);

        Repair repair = repair(lines);

        assertThat(repair.kept()).contains(kept(1));
        assertThat(repair.tornBytes()).isEqualTo(20);
        assertThat(repair.lostLines()).isZero();
        assertThat(repair.events()).isEqualTo(2);
        assertThat(kept(1)).hasContent(last);
        assertThat(path()).hasContent(String.join("", growing(2)));
        assertThat(verify().isClean()).isTrue();
    }

    @Test
    void damageInTheMiddleIsLeftOutAndTheOldFileIsKept() throws IOException {
        List<String> lines = ended(5);
        lines.set(2, lines.get(2).replace(".5", ".6"));
        lines.add(4, "junk\n");
        String old = String.join("", lines);

        Repair repair = repair(lines);

        assertThat(repair.kept()).contains(kept(1));
        assertThat(kept(1)).hasContent(old);
        assertThat(repair.lostLines()).isEqualTo(2);
        assertThat(repair.lostBytes()).isEqualTo(lines.get(2).length() + 5);
        assertThat(repair.events()).isEqualTo(4);
        assertThat(repair.found().missingEvents()).isOne();
        assertThat(repair.headerMadeAnew()).isFalse();
        assertThat(verify().isClean()).isTrue();
        assertThat(Files.readString(path())).endsWith(end(4));
        assertThat(RecordingFiles.readAll(root))
                .extracting(event -> event.data().json())
                .containsExactly("{\"n\":0}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
        assertThat(names()).containsExactly("m1.jsonl", "m1.jsonl.damaged-1");
    }

    @Test
    void whatLostEventsIsAnotherContent() throws IOException {
        List<String> lines = ended(5);
        lines.remove(2);
        repair(lines);

        RecordingInfo info = RecordingFile.at(path()).info();
        assertThat(info.incarnation()).isNotEqualTo("i1");
        assertThat(info.game().players()).containsExactly("Ann", "Bé");
    }

    @Test
    void whatIsThereTwiceIsLeftOutOnce() throws IOException {
        List<String> lines = ended(5);
        lines.addAll(4, List.copyOf(lines.subList(2, 4)));

        Repair repair = repair(lines);

        assertThat(repair.events()).isEqualTo(5);
        assertThat(repair.lostLines()).isEqualTo(2);
        assertThat(Files.readString(path())).endsWith(String.join("", ended(5).subList(1, 7)));
    }

    @Test
    void aRecordingThatWentOnStillGoesOn() throws IOException {
        List<String> lines = growing(5);
        lines.set(2, "x\n");
        repair(lines);

        assertThat(verify().ended()).isFalse();
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.append("m1")) {
            assertThat(writer.append(RecordingFiles.event(9, "a", "1"))).isEqualTo(4);
        }
    }

    @Test
    void aHandWrittenFileStaysAsItIsWritten() throws IOException {
        String loose = "{ \"kind\": \"b\", \"t\": 2, \"data\": [ 1 ], \"note\": \"é\" }\r\n";
        repair(List.of(HEADER, PLAIN, "x\n", loose, "{\"end\":true}\n"));

        assertThat(Files.readString(path()))
                .startsWith(HEADER.substring(0, HEADER.length() - 2) + ",\"incarnation\":\"")
                .endsWith("\"}\n" + PLAIN + loose + "{\"end\":true,\"events\":2}\n");
        assertThat(verify().checksummed()).isFalse();
        assertThat(verify().isClean()).isTrue();
    }

    @Test
    void eachRepairKeepsItsOwn() throws IOException {
        repair(List.of(HEADER, PLAIN, "x\n"));
        repair(List.of(HEADER, PLAIN, "y\n", PLAIN));
        repair(List.of(HEADER, PLAIN, "torn"));

        assertThat(kept(1)).hasContent(HEADER + PLAIN + "x\n");
        assertThat(kept(2)).hasContent(HEADER + PLAIN + "y\n" + PLAIN);
        assertThat(kept(3)).hasContent("torn");
    }

    @Test
    void aDamagedHeaderIsMadeOfWhatCanBeRead() throws IOException {
        List<String> lines = ended(2);
        lines.set(0, lines.get(0).replace("\"incarnation\":\"i1\"", "\"incarnation\":\"i1"));

        Repair repair = repair(lines);

        assertThat(repair.headerMadeAnew()).isTrue();
        RecordingInfo info = RecordingFile.at(path()).info();
        assertThat(info.game())
                .isEqualTo(Game.builder("m1", "tennis").players("Ann", "Bé").build());
        assertThat(info.events()).isEqualTo(2);
        assertThat(info.checksummed()).isTrue();
        assertThat(RecordingFiles.readAll(root)).hasSize(2);
    }

    @Test
    void aHeaderThatIsGoneIsMadeOfTheFileName() throws IOException {
        List<String> lines = ended(2);
        lines.remove(0);
        repair(lines);

        assertThat(RecordingFile.at(path()).info().game()).isEqualTo(Game.of("m1", "unknown"));
        assertThat(RecordingFiles.readAll(root)).hasSize(2);
    }

    @Test
    void anIdThatWasChangedIsThatOfTheFileNameAgain() throws IOException {
        List<String> lines = ended(2);
        lines.set(0, lines.get(0).replace("\"m1\"", "\"n1\""));
        repair(lines);

        assertThat(RecordingFile.at(path()).info().game().id()).isEqualTo("m1");
        assertThat(RecordingFiles.readAll(root)).hasSize(2);
    }

    @Test
    void aFileWithNothingWholeIsRefusedAndLeftAlone() throws IOException {
        for (String text : List.of("", "x", "x\ny\n")) {
            assertThatThrownBy(() -> repair(List.of(text)))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining(path().toString());
            assertThat(path()).hasContent(text);
        }
        assertThat(names()).containsExactly("m1.jsonl");
    }

    @Test
    void aRecordingThatIsBeingWrittenIsRefused() throws IOException {
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
            writer.append(RecordingFiles.event(1, "a", "1"));
            assertThatThrownBy(() -> RecordingFile.at(path()).repair(RecordingProgress.NONE))
                    .isInstanceOf(RecordingLockedException.class)
                    .hasMessageContaining(path().toString());
        }
        assertThat(RecordingFile.at(path()).repair(RecordingProgress.NONE).changed())
                .isFalse();
    }

    @Test
    void noWriterStartsDuringARepair() throws IOException {
        Files.writeString(path(), String.join("", growing(2)));
        try (FileGameStorage storage = FileGameStorage.open(root)) {
            RecordingFile.at(path())
                    .repair((done, total, events) -> assertThatThrownBy(() -> storage.append("m1"))
                            .isInstanceOf(RecordingLockedException.class));
        }
    }

    @Test
    void aDamagedTextInCompressedFormIsRepairedInThatForm() throws IOException {
        List<String> lines = ended(5);
        lines.set(2, "x\n");
        Path compressed = root.resolve("m1.jsonl.gz");
        byte[] text = String.join("", lines).getBytes(UTF_8);
        GzipWriter.compress(new ByteArrayInputStream(text), compressed, Disk.SYSTEM, SyncLevel.OS);

        Repair repair = RecordingFile.at(compressed).repair(RecordingProgress.NONE);

        assertThat(repair.kept()).contains(root.resolve("m1.jsonl.gz.damaged-1"));
        assertThat(repair.events()).isEqualTo(4);
        assertThat(RecordingFile.at(compressed).verify(RecordingProgress.NONE).isClean())
                .isTrue();
        assertThat(names()).containsExactly("m1.jsonl.gz", "m1.jsonl.gz.damaged-1");
    }

    @Test
    void aLinkStaysALinkToTheRepairedFile() throws IOException {
        Files.writeString(path(), HEADER + "x\n" + PLAIN);
        Path link = Files.createSymbolicLink(root.resolve("link"), path());
        RecordingFile.at(link).repair(RecordingProgress.NONE);

        assertThat(link).isSymbolicLink();
        assertThat(verify().isClean()).isTrue();
        assertThat(kept(1)).exists();
    }

    @Test
    void whereAFileHasOneNameOnlyTheOldOneIsRenamed() throws IOException {
        Files.writeString(path(), HEADER + "x\n" + PLAIN);
        Disk disk = new Disk() {
            @Override
            public void link(Path existing, Path link) {
                throw new UnsupportedOperationException();
            }
        };
        RecordingFile.at(disk, path()).repair(RecordingProgress.NONE);

        assertThat(kept(1)).hasContent(HEADER + "x\n" + PLAIN);
        assertThat(verify().isClean()).isTrue();
    }

    @Test
    void aRepairThatFailsLeavesTheFileAlone() throws IOException {
        String old = HEADER + "x\n" + PLAIN;
        Files.writeString(path(), old);
        Disk disk = new Disk() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                throw new IOException("no");
            }
        };
        assertThatThrownBy(() -> RecordingFile.at(disk, path()).repair(RecordingProgress.NONE))
                .hasMessageContaining(path().toString());

        assertThat(path()).hasContent(old);
        assertThat(names()).doesNotContain("m1.jsonl.tmp");
    }

    @Test
    void aFileOfAnotherProgramIsLeftAlone() throws IOException {
        String text = "{\"id\":\"m1\",\"sport\":\"tennis\",\"time\":1}\n{\"id\":\"m1\",\"time\":2}\n";

        assertThatThrownBy(() -> repair(List.of(text))).isInstanceOf(CorruptRecordingException.class);

        assertThat(path()).hasContent(text);
        assertThat(names()).containsExactly("m1.jsonl");
    }

    @Test
    void aHandWrittenLastLineGetsItsLineFeed() throws IOException {
        Repair repair = repair(List.of(HEADER, PLAIN, "{\"end\":true}"));

        assertThat(repair.changed()).isTrue();
        assertThat(repair.lineFeedAdded()).isTrue();
        assertThat(repair.tornBytes()).isZero();
        assertThat(repair.kept()).isEmpty();
        assertThat(path()).hasContent(HEADER + PLAIN + "{\"end\":true}\n");
        assertThat(verify().isClean()).isTrue();
        assertThat(verify().ended()).isTrue();
        assertThat(names()).containsExactly("m1.jsonl");
    }

    @Test
    void aHandWrittenLastLineIsKeptWhenMoreIsDamaged() throws IOException {
        String last = PLAIN.strip();
        Repair repair = repair(List.of(HEADER, "x\n", PLAIN, last));

        assertThat(repair.events()).isEqualTo(2);
        assertThat(repair.lostLines()).isEqualTo(1);
        assertThat(Files.readAllLines(path()).subList(1, 3)).containsExactly(last, last);
        assertThat(kept(1)).hasContent(HEADER + "x\n" + PLAIN + last);
    }

    @Test
    void aLastLineThatMayGoOnIsCut() throws IOException {
        Repair repair = repair(List.of(HEADER, PLAIN, PLAIN.substring(0, PLAIN.length() - 2)));

        assertThat(repair.lineFeedAdded()).isFalse();
        assertThat(path()).hasContent(HEADER + PLAIN);
    }

    @Test
    void aDamagedTableOfACompressedRecordingIsDamageAndIsMadeAnew() throws IOException {
        Path gzip = root.resolve("m1.jsonl.gz");
        String text = String.join("", ended(300));
        byte[] bytes = GzipFiles.compressed(root, text.getBytes(UTF_8), GzipLayout.TEXT_BYTES);
        // The last byte of the only piece's checksum, which no reader of some part looks at.
        bytes[bytes.length - GzipLayout.TRAILER_BYTES - 11] ^= 1;
        Files.write(gzip, bytes);
        RecordingFile file = RecordingFile.at(gzip);

        Verification found = file.verify(RecordingProgress.NONE);
        assertThat(found.events()).isEqualTo(300);
        assertThat(found.problemCount()).isEqualTo(1);
        assertThat(found.problems().get(0).message()).contains("this piece of the table is damaged");

        assertThat(file.repair(RecordingProgress.NONE).events()).isEqualTo(300);
        assertThat(file.verify(RecordingProgress.NONE).isClean()).isTrue();
        assertThat(file.info().incarnation()).isEqualTo("i1");
    }
}
