package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.file.FileGameStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RecordingsTest {
    private static final String HEADER =
            "{\"rallycast\":1,\"id\":\"m1\",\"incarnation\":\"i1\",\"sport\":\"tennis\",\"players\":[\"Ann\",\"Bea\"],"
                    + "\"surface\":\"clay\"}\n";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path file = Path.of("replaced before each test");

    @BeforeEach
    void chooseAName() {
        // Not a name that a storage would give.
        file = directory.resolve("A copy.jsonl");
    }

    private static String event(int number) {
        return "{\"t\":" + number + ".5,\"kind\":\"point\",\"data\":{\"n\":" + number + "}}\n";
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("", lines));
    }

    private int run(Object... args) {
        return new Recordings(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), () -> 0)
                .run(Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }

    @Test
    void infoTellsOneFactALine() throws IOException {
        write(HEADER, event(0), event(1), "{\"end\":true}\n", "{\"t");

        assertThat(run("info", file)).isZero();

        assertThat(out()).isEqualTo(file + """
                :
                  game: m1
                  sport: tennis
                  players: Ann, Bea
                  surface: clay
                  incarnation: i1
                  form: text
                  checksums: no
                  bytes: %d
                  events: 2
                  ended: yes
                  duration: 1.5 s
                  index: not needed
                  torn tail: 3 bytes
                """.formatted(Files.size(file)));
        assertThat(err()).isEmpty();
    }

    @Test
    void infoIsThereForPrograms() throws IOException {
        write(HEADER, event(0));

        assertThat(run("info", "--json", file)).isZero();

        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.path("id").asText()).isEqualTo("m1");
        assertThat(json.path("events").asLong()).isEqualTo(1);
        assertThat(json.path("ended").asBoolean()).isFalse();
        assertThat(json.path("index").asText()).isEqualTo("not_needed");
        assertThat(out().lines()).hasSize(1);
    }

    @Test
    void verifySaysWhatIsWhole() throws IOException {
        write(HEADER, event(1), event(0));

        assertThat(run("verify", file)).isZero();

        assertThat(out()).isEqualTo(file + """
                :
                  checksums: no
                  bytes: %d
                  whole events: 2
                  ended: no
                  problems: 0
                  notes: 1
                    line 3 (byte %d): time 0.5 s is below one before it: counts as 1.5 s
                  verdict: whole
                """.formatted(Files.size(file), HEADER.length() + event(1).length()));
    }

    @Test
    void verifyNamesEveryDamagedLineAndEndsWithCode1() throws IOException {
        write(HEADER, event(0), "x\n", event(1), "{}\n", event(2));

        assertThat(run("verify", file)).isEqualTo(1);

        assertThat(out())
                .contains("""
                  whole events: 3
                  missing events: at least 2
                  ended: no
                  problems: 2
                    line 3 (byte %d): neither an event nor an end mark: \
                """.formatted(HEADER.length() + event(0).length()))
                .contains("\n    line 5 (byte ")
                .endsWith("  verdict: not whole, recording repair saves what can be saved\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void verifyIsThereForPrograms() throws IOException {
        write(HEADER, event(0), "x\n");

        assertThat(run("verify", "--json", file)).isEqualTo(1);

        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.path("clean").asBoolean(true)).isFalse();
        assertThat(json.path("problems").get(0).path("line").asLong()).isEqualTo(3);
        assertThat(json.path("problems").get(0).path("byte").asLong()).isEqualTo(HEADER.length() + event(0).length());
    }

    @Test
    void aTornTailEndsVerifyWithCode1() throws IOException {
        write(HEADER, event(0), "{\"t\"");

        assertThat(run("verify", file)).isEqualTo(1);
        assertThat(out()).contains("  torn tail: 4 bytes\n  problems: 0\n");
    }

    @Test
    void repairTellsWhatWasLostAndKeepsTheOldFile() throws IOException {
        write(HEADER, event(0), "x\n", event(1));

        assertThat(run("repair", file)).isZero();

        assertThat(out()).isEqualTo(file + """
                :
                  events saved: 2
                  lines left out: 1 with 2 bytes
                  missing events: at least 1
                  kept: %s.damaged-1
                """.formatted(file));
        assertThat(run("verify", file)).isZero();
    }

    @Test
    void repairLeavesAloneWhatIsWhole() throws IOException {
        write(HEADER, event(0));

        assertThat(run("repair", file)).isZero();
        assertThat(out()).isEqualTo(file + ":\n  repaired: nothing, it is whole\n");
        assertThat(file).hasContent(HEADER + event(0));
    }

    @Test
    void aShortRecordingNeedsNoIndex() throws IOException {
        write(HEADER, event(0));

        assertThat(run("index", "--dense", file)).isZero();
        assertThat(out()).isEqualTo(file + ": too short to need an index\n");
    }

    @Test
    void aLongRecordingGetsItsIndex() throws IOException {
        writeMany();

        assertThat(run("info", file)).isZero();
        assertThat(out()).contains("  index: none yet");
        assertThat(run("index", file)).isZero();
        assertThat(out()).endsWith(file + ": index made\n");
        out.reset();
        assertThat(run("info", file)).isZero();
        assertThat(out()).contains("  index: valid\n", "  events: 30000\n", "  duration: 29999.5 s\n");
    }

    @Test
    void convertWritesACheckedCopyAndNeverOverOneThatIsThere() throws IOException {
        write(HEADER, event(0), "{\"end\":true}\n");
        Path target = directory.resolve("m1.jsonl");

        assertThat(run("convert", file, target)).isZero();
        assertThat(out()).isEqualTo(target + ": written\n");
        out.reset();
        assertThat(run("info", target)).isZero();
        assertThat(out()).contains("  checksums: yes\n", "  events: 1\n", "  ended: yes\n", "  incarnation: i1\n");

        assertThat(run("convert", file, target)).isEqualTo(1);
        assertThat(err()).isEqualTo(target + " exists already: expected a name that is free\n");
    }

    @Test
    void convertMakesARecordingOfAnotherProgramsFile() throws IOException {
        write("{\"at\":1500,\"what\":\"goal\",\"part\":\"first\"}\n{\"at\":2500}");
        Path target = directory.resolve("m1.jsonl");

        assertThat(run("info", file)).isEqualTo(1);
        assertThat(err()).contains("recording convert --time-field");
        assertThat(run(
                        "convert",
                        "--time-field",
                        "at",
                        "--time-unit",
                        "ms",
                        "--kind-field",
                        "what",
                        "--mark-field",
                        "part",
                        "--from-first",
                        "--sport",
                        "football",
                        file,
                        target))
                .isZero();

        assertThat(run("tail", target)).isZero();
        assertThat(out()).isEqualTo(target + """
                : written
                {"t":0,"kind":"goal","mark":"first","data":{"at":1500,"what":"goal","part":"first"}}
                {"t":1,"kind":"event","data":{"at":2500}}
                {"end":true,"events":2}
                """);
    }

    @Test
    void aNameThatIsNoGamesNeedsAnId() throws IOException {
        write("{\"at\":1}\n");
        Path target = directory.resolve("Final.jsonl");

        assertThat(run("convert", "--time-field", "at", file, target)).isEqualTo(1);
        assertThat(err()).isEqualTo(target + ": no game's recording has such a name, expected --id as well\n");
        assertThat(run("convert", "--time-field", "at", "--live", "--id", "Final", file, target))
                .isZero();
        assertThat(run("info", target)).isZero();
        assertThat(out()).contains("  game: Final\n", "  ended: no\n");
    }

    @Test
    void whoStopsReadingEndsATailQuietly() throws IOException {
        write(HEADER, event(0), event(1));
        PrintStream closed = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        closed.close();
        Recordings recordings = new Recordings(closed, new PrintStream(err, true, UTF_8), () -> 0);

        assertThat(recordings.run("tail", "--follow", file.toString())).isEqualTo(1);
        assertThat(err()).isEmpty();
        assertThat(recordings.run("verify", file.toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("The output can't be written.\n");
    }

    @Test
    void tailPrintsTheLastEvents() throws IOException {
        String[] lines = new String[21];
        lines[0] = HEADER;
        for (int i = 0; i < 20; i++) {
            lines[i + 1] = event(i);
        }
        write(lines);

        assertThat(run("tail", file)).isZero();
        assertThat(out()).isEqualTo(String.join("", Arrays.asList(lines).subList(11, 21)));
        out.reset();
        assertThat(run("tail", "--from", 18, file)).isZero();
        assertThat(out()).isEqualTo(event(18) + event(19));
    }

    @Test
    void tailShowsAMarkAndTheEndMark() throws IOException {
        String marked = "{\"t\":1,\"kind\":\"a\\\"b\",\"mark\":\"set 1\",\"data\":[ 1]}\n";
        write(HEADER, marked, "{\"end\":true}\n");

        assertThat(run("tail", file, "--follow")).isZero();
        assertThat(out()).isEqualTo(marked + "{\"end\":true,\"events\":1}\n");
    }

    @Test
    void tailFollowsAWriterUntilTheEndMark() {
        file = directory.resolve("m1.jsonl");
        try (FileGameStorage storage = FileGameStorage.open(directory);
                RecordingWriter writer = storage.create(Game.of("m1", "tennis"))) {
            CompletableFuture<Integer> tail = CompletableFuture.supplyAsync(() -> run("tail", "--follow", file));
            for (int i = 0; i < 3; i++) {
                writer.append(EventDraft.of(Duration.ofSeconds(i), "point", Payload.of("{\"n\":" + i + "}")));
                String line = "{\"t\":" + i + ",\"kind\":\"point\",\"data\":{\"n\":" + i + "}}\n";
                await().until(() -> out().endsWith(line));
            }
            writer.end();
            assertThat(tail.join()).isZero();
        }
        assertThat(out().lines()).hasSize(4).last().isEqualTo("{\"end\":true,\"events\":3}");
    }

    @Test
    void whatBreaksWhileItIsFollowedEndsWithCode1() throws IOException {
        write(HEADER, event(0));
        CompletableFuture<Integer> tail = CompletableFuture.supplyAsync(() -> run("tail", "--follow", file));
        await().until(() -> out().equals(event(0)));

        Files.writeString(file, "x\n", StandardOpenOption.APPEND);

        assertThat(tail.join()).isEqualTo(1);
        assertThat(err()).startsWith(file + ", line 3 (byte ");
    }

    @Test
    void aFileThatCannotBeReadKeepsNobodyFromTheNext() throws IOException {
        write(HEADER, event(0));
        Path none = directory.resolve("none.jsonl");

        assertThat(run("verify", none, file)).isEqualTo(1);
        assertThat(err()).isEqualTo(none + ": there is no such file\n");
        assertThat(out()).contains("  verdict: whole\n");
    }

    @Test
    void damageEndsATailWithCode1AndItsPlace() throws IOException {
        write(HEADER, event(0), "x\n", event(1));

        assertThat(run("tail", file)).isEqualTo(1);
        assertThat(err()).startsWith(file + ", line 3 (byte ").doesNotContain("\tat ");
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void progressIsToldOnTheErrorStream() throws IOException {
        writeMany();
        AtomicLong now = new AtomicLong();
        Recordings recordings = new Recordings(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), () -> now.getAndAdd(700_000_000));

        assertThat(recordings.run("verify", file.toString())).isZero();
        assertThat(err().lines()).isNotEmpty().allMatch(line -> line.matches("A copy.jsonl: \\d+ %, \\d+ events"));
        assertThat(out()).doesNotContain("%");
    }

    private void writeMany() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 30_000; i++) {
            text.append(event(i));
        }
        write(text.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | recording needs a command",
                "look x.jsonl | Unknown command \"look\" of recording",
                "info | recording info got 0 files: expected info FILE...",
                "convert a b c | recording convert got 3 files: expected convert IN OUT",
                "tail a b | recording tail got 2 files: expected tail FILE",
                "tail --from x a | --from is \"x\": expected a number from 0 on",
                "tail a --from | --from is \"\": expected a number from 0 on",
                "tail --from -1 a | --from is \"-1\"",
                "repair --json a | Unknown option \"--json\" of recording repair",
                "convert --time-unit ms a b | --time-unit needs --time-field as well",
                "convert --time-field t --time-unit h a b | --time-unit is \"h\": expected s, ms, us or ns",
                "convert a b --time-field | --time-field needs a value",
                "info --time-field t a | Unknown option \"--time-field\" of recording info",
                "info --follow a | Unknown option \"--follow\" of recording info",
                "verify --al a | Unknown option \"--al\" of recording verify",
            })
    void aBadCommandLineIsExplainedAndEndsWithCode2(String line, String message) {
        Object[] args =
                Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toArray();

        assertThat(run(args)).isEqualTo(2);
        assertThat(err()).contains(message).contains("--help");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachCommandHasItsHelp(RecordingCommand command) {
        assertThat(run(command.word(), "--help")).isZero();
        assertThat(out()).contains("recording " + command.usage(), "--help");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains(Arrays.stream(RecordingCommand.values())
                        .map(command -> "recording " + command.usage())
                        .toList());
    }
}
