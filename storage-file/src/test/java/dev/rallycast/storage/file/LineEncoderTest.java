package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineEncoderTest {
    private static final long SEED = 20_261_122;
    private static final Payload DATA = Payload.of("[1]");

    private final ByteBuilder out = new ByteBuilder();
    private final LineEncoder plain = new LineEncoder(false);

    @Test
    void aLineHasTheMembersInTheirOrder() {
        plain.event(out, new EventDraft(12_345_000_000L, "point", "set", DATA), 0);
        plain.event(out, new EventDraft(0, "point", null, DATA), 1);
        plain.endMark(out, 2);
        assertThat(text()).isEqualTo("""
                        {"t":12.345,"kind":"point","mark":"set","data":[1]}
                        {"t":0,"kind":"point","data":[1]}
                        {"end":true,"events":2}
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                99_999,
                100_000,
                999_999,
                1_000_000,
                1_000_001,
                1_100_000,
                9_999_999,
                10_000_000,
                100_000_000,
                99_999_999_999_999L,
                100_000_000_000_000L,
                100_000_000_000_001L,
                123_456_789_987_654L,
                999_999_999_999_999L,
                1_000_000_000_000_000L
            })
    void timesAreWrittenAsEverywhereElse(long micros) {
        assertThat(time(micros * 1000)).isEqualTo(MatchTime.seconds(micros * 1000));
    }

    @Test
    void anyTimeIsWrittenAsEverywhereElse() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 200_000; i++) {
            long nanos = random.nextLong(MatchTime.MAX_NANOS) >>> random.nextInt(60);
            long step = (long) Math.pow(10, random.nextInt(10));
            long time = MatchTime.floorToMicros(nanos / step * step);
            assertThat(time(time)).as("seed %d", SEED).isEqualTo(MatchTime.seconds(time));
        }
    }

    @Test
    void namesComeBackHoweverManyThereAre() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < 20_000; i++) {
            String kind = name(random);
            String mark = random.nextBoolean() ? null : name(random);
            out.clear(1024);
            plain.event(out, new EventDraft(i * 1000L, kind, mark, DATA), i);
            JsonNode line = mapper.readTree(text());
            assertThat(line.path("kind").textValue()).as("seed %d", SEED).isEqualTo(kind);
            assertThat(line.path("mark").textValue()).as("seed %d", SEED).isEqualTo(mark);
        }
    }

    @Test
    void whatWasBehindALineDoesNotShow() {
        LineEncoder checksummed = new LineEncoder(true);
        EventDraft event = new EventDraft(1_000_000, "point", "game", DATA);
        ByteBuilder alone = new ByteBuilder();
        checksummed.event(alone, event, 3);

        out.bytes("x".repeat(2000).getBytes(UTF_8));
        out.clear(4096);
        checksummed.event(out, event, 3);

        assertThat(text()).isEqualTo(new String(alone.array(), 0, alone.size(), UTF_8));
        assertThat(LineChecksum.holds(out.array(), 0, out.size() - 1, 3)).isTrue();
    }

    @Test
    void aLineOfTheGreatestSizeFindsRoom() {
        Payload great = Payload.of('"' + "x".repeat(Payload.MAX_BYTES - 2) + '"');
        String name = "\u0001".repeat(GameEvent.MAX_NAME_LENGTH);
        for (int before = 0; before < 64; before++) {
            ByteBuilder line = new ByteBuilder().bytes(new byte[before]);
            new LineEncoder(true).event(line, new EventDraft(MatchTime.MAX_NANOS, name, name, great), 0);
            assertThat(LineChecksum.holds(line.array(), before, line.size() - 1, 0))
                    .isTrue();
        }
    }

    @Test
    void aPayloadThatWasNotCheckedIsChecked() {
        Payload bad = Payload.unchecked(new byte[] {'{'}, 0, 1);
        assertThatExceptionOfType(InvalidPayloadException.class)
                .isThrownBy(() -> plain.event(out, new EventDraft(0, "k", null, bad), 0));
        assertThat(out.size()).isZero();
    }

    private static String time(long nanos) {
        byte[] line = new byte[32];
        return new String(line, 0, LineEncoder.time(line, 0, nanos), UTF_8);
    }

    private static String name(SplittableRandom random) {
        if (random.nextInt(4) > 0) {
            return "kind " + random.nextInt(20);
        }
        String some = "\"\\\u0001\u007fé日\ud83d\ude00a";
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            // Also halves of pairs.
            name.append(some.charAt(random.nextInt(some.length())));
        }
        return name.toString();
    }

    private String text() {
        return new String(out.array(), 0, out.size(), UTF_8);
    }
}
