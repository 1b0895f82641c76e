package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickTimeTest {
    private static final String REST = ",\"kind\":\"a\",\"data\":1}";

    @Test
    void anyTimeOfTheWrittenFormIsRead() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            int scale = random.nextInt(7);
            BigDecimal seconds = BigDecimal.valueOf(random.nextLong(pow(1 + random.nextInt(9 + scale))), scale);
            String text = seconds.toPlainString();
            assertThat(time("{\"t\":" + text + REST))
                    .as(text)
                    .isEqualTo(seconds.movePointRight(9).longValueExact());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":" + REST,
                "{\"t\":00" + REST,
                "{\"t\":012345678" + REST,
                "{\"t\":1234567890" + REST,
                "{\"t\":1." + REST,
                "{\"t\":.5" + REST,
                "{\"t\":1.1234567" + REST,
                "{\"t\":1.12345678" + REST,
                "{\"t\":-1" + REST,
                "{\"t\":1e3" + REST,
                "{\"t\":1.5e3" + REST,
                "{\"t\": 1" + REST,
                "{\"t\":1:" + REST,
                "{\"t\":1/" + REST,
                "{\"t\":1\u0000" + REST,
                "{\"t\":1}                       ",
                "{\"u\":1" + REST,
                " {\"t\":1" + REST,
            })
    void whatElseALineHoldsIsLeftToOthers(String line) {
        assertThat(time(line)).isEqualTo(-1);
    }

    @Test
    void bytesOfNoAsciiAreNoDigits() {
        for (int other = 0; other < 256; other++) {
            byte[] line = ("{\"t\":12x34" + REST).getBytes(US_ASCII);
            line[7] = (byte) other;
            long expected = -1;
            if (other >= '0' && other <= '9') {
                expected = Long.parseLong("12" + (char) other + "34") * 1_000_000_000;
            } else if (other == '.') {
                expected = 12_340_000_000L;
            } else if (other == ',') {
                expected = 12_000_000_000L;
            }
            assertThat(QuickTime.of(line, 0, line.length)).as("byte %d", other).isEqualTo(expected);
        }
    }

    @Test
    void theEndOfTheLineIsNotPassed() {
        byte[] line = ("{\"t\":123.5" + REST).getBytes(US_ASCII);
        for (int end = 0; end <= line.length; end++) {
            assertThat(QuickTime.of(line, 0, end)).isEqualTo(end > 10 ? 123_500_000_000L : -1);
            // Too short an array is left to others.
            QuickTime.of(Arrays.copyOf(line, end), 0, end);
        }
    }

    private static long time(String line) {
        byte[] bytes = line.getBytes(US_ASCII);
        return QuickTime.of(bytes, 0, bytes.length);
    }

    private static long pow(int digits) {
        return BigDecimal.TEN.pow(digits).longValueExact();
    }
}
