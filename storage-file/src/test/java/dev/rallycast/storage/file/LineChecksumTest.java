package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineChecksumTest {
    @Test
    void aLineHasTheChecksumThatTheFormatGivesAsAnExample() {
        ByteBuilder out = new ByteBuilder().ascii("{\"t\":0,\"kind\":\"start\",\"data\":null");
        LineChecksum.end(out, 0, 7);

        // From another implementation of CRC-32C, and seven times 0x9e3779b1.
        assertThat(text(out)).isEqualTo("{\"t\":0,\"kind\":\"start\",\"data\":null,\"crc\":\"2db50fbd\"}\n");
    }

    @Test
    void aLineTellsItsOrdinalUpToTheGreatest() {
        for (long ordinal : new long[] {0, 1, 255, Integer.MAX_VALUE, 1L << 31, (1L << 32) - 1}) {
            ByteBuilder out = new ByteBuilder().ascii("{\"t\":0");
            LineChecksum.end(out, 0, ordinal);
            byte[] line = text(out).stripTrailing().getBytes(UTF_8);

            assertThat(LineChecksum.ordinal(line, 0, line.length)).isEqualTo(ordinal);
            assertThat(LineChecksum.holds(line, 0, line.length, ordinal + (1L << 32)))
                    .isTrue();
            assertThat(LineChecksum.holds(line, 0, line.length, ordinal + 1)).isFalse();
        }
    }

    private static String text(ByteBuilder out) {
        return new String(out.array(), 0, out.size(), UTF_8);
    }
}
