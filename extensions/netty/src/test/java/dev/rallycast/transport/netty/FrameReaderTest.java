package dev.rallycast.transport.netty;

import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.RSV1;
import static dev.rallycast.testkit.RawWebSocket.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rallycast.testkit.RawWebSocket;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int LIMIT = 200;

    private final Log log = new Log();

    /** One line for each thing that came in. */
    private static final class Log implements FrameReader.Listener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onText(String text) {
            lines.add("text " + text);
        }

        @Override
        public void onTooLarge() {
            lines.add("too large");
        }

        @Override
        public void onBinary() {
            lines.add("binary");
        }

        @Override
        public void onPing(byte[] payload) {
            lines.add("ping " + new String(payload, UTF_8));
        }

        @Override
        public void onPong() {
            lines.add("pong");
        }

        @Override
        public void onClose(int code) {
            lines.add("close " + code);
        }

        @Override
        public void onFarTooLarge() {
            lines.add("far too large");
        }

        @Override
        public void onBroken(int code, String what) {
            lines.add("broken " + code);
        }
    }

    private FrameReader reader(boolean compression) {
        return new FrameReader(log, LIMIT, compression);
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] close(int code, String reason) {
        byte[] payload = bytes(new byte[] {(byte) (code >> 8), (byte) code}, utf8(reason));
        return frame(FIN | RawWebSocket.CLOSE, payload);
    }

    private static byte[] deflated(String text) {
        return Deflation.deflate(ByteBuffer.wrap(utf8(text)));
    }

    @Test
    void whatComesInAnyPiecesIsTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] split = utf8("aé€😀".repeat(9));
        byte[] all = bytes(
                frame(FIN | RawWebSocket.TEXT, utf8("héllo")),
                frame(FIN | RawWebSocket.TEXT, new byte[0]),
                frame(RawWebSocket.TEXT, Arrays.copyOf(split, 51)),
                frame(FIN | RawWebSocket.PING, utf8("in between")),
                frame(RawWebSocket.CONTINUATION, new byte[0]),
                frame(FIN | RawWebSocket.CONTINUATION, Arrays.copyOfRange(split, 51, split.length)),
                frame(FIN | RawWebSocket.BINARY, new byte[70_000]),
                frame(FIN | RSV1 | RawWebSocket.TEXT, deflated("compressed ".repeat(15))),
                frame(FIN | RawWebSocket.PONG, new byte[125]),
                frame(FIN | RawWebSocket.TEXT, utf8("x".repeat(LIMIT + 1))),
                frame(FIN | RawWebSocket.TEXT, utf8("y".repeat(LIMIT))),
                close(4000, "bye"));

        for (int round = 0; round < 50; round++) {
            log.lines.clear();
            FrameReader reader = reader(true);
            int longest = 1 + random.nextInt(300);
            for (int at = 0; at < all.length; ) {
                int length = Math.min(all.length - at, 1 + random.nextInt(longest));
                reader.read(Unpooled.wrappedBuffer(all, at, length));
                at += length;
            }
            assertThat(log.lines)
                    .as("seed %d, round %d", seed, round)
                    .containsExactly(
                            "text héllo",
                            "text ",
                            "ping in between",
                            "text " + "aé€😀".repeat(9),
                            "binary",
                            "text " + "compressed ".repeat(15),
                            "pong",
                            "too large",
                            "text " + "y".repeat(LIMIT),
                            "close 4000");
        }
    }

    static Stream<Arguments> breaks() {
        byte[] x = {'x'};
        return Stream.of(
                arguments("reserved bit 1", frame(FIN | RSV1 | RawWebSocket.TEXT, x), 1002),
                arguments("reserved bit 2", frame(FIN | 0x20 | RawWebSocket.TEXT, x), 1002),
                arguments("reserved opcode of data", frame(FIN | 7, x), 1002),
                arguments("reserved opcode of control", frame(FIN | 15, x), 1002),
                arguments("no mask", RawWebSocket.unmaskedFrame(FIN | RawWebSocket.TEXT, new byte[0]), 1002),
                arguments("ping in fragments", frame(RawWebSocket.PING, x), 1002),
                arguments("ping too long", frame(FIN | RawWebSocket.PING, new byte[126]), 1002),
                arguments("continuation of nothing", frame(FIN | RawWebSocket.CONTINUATION, x), 1002),
                arguments(
                        "message within a message",
                        bytes(frame(RawWebSocket.TEXT, x), frame(FIN | RawWebSocket.BINARY, x)),
                        1002),
                arguments("close of one byte", frame(FIN | RawWebSocket.CLOSE, x), 1002),
                arguments("close 1005", close(1005, ""), 1002),
                arguments("close 2999", close(2999, ""), 1002),
                arguments("close 5000", close(5000, ""), 1002),
                arguments(
                        "reason that is not UTF-8",
                        frame(FIN | RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8, (byte) 0xff}),
                        1007),
                arguments("text that is not UTF-8", frame(FIN | RawWebSocket.TEXT, new byte[] {(byte) 0xe2}), 1007),
                arguments(
                        "length in two bytes that fits in one",
                        new byte[] {(byte) 0x81, (byte) 0xfe, 0, 5, 1, 2, 3, 4},
                        1002),
                arguments(
                        "length in eight bytes that fits in two",
                        new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4},
                        1002),
                arguments(
                        "negative length",
                        new byte[] {(byte) 0x82, (byte) 0xff, -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4},
                        1002));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void whatBreaksTheProtocolIsToldOnceAndNothingIsReadBehindIt(String what, byte[] broken, int code) {
        FrameReader reader = reader(false);

        reader.read(Unpooled.wrappedBuffer(bytes(broken, frame(FIN | RawWebSocket.TEXT, utf8("behind")))));
        reader.read(Unpooled.wrappedBuffer(frame(FIN | RawWebSocket.TEXT, utf8("later"))));

        assertThat(log.lines.stream().filter(line -> !line.equals("binary"))).containsExactly("broken " + code);
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * LIMIT + 1, 1 << 16, Integer.MAX_VALUE, Long.MAX_VALUE})
    void aTextFarOverTheLimitIsToldByItsHeader(long length) {
        reader(false).read(Unpooled.wrappedBuffer(RawWebSocket.header(FIN | RawWebSocket.TEXT, length)));

        assertThat(log.lines).containsExactly("far too large");
    }

    @Test
    void aTextFarOverTheLimitIsPassedOverAndWhatComesBehindIsRead() {
        FrameReader reader = reader(false);
        reader.read(Unpooled.wrappedBuffer(bytes(
                frame(RawWebSocket.TEXT, new byte[LIMIT]),
                frame(RawWebSocket.CONTINUATION, new byte[LIMIT]),
                frame(RawWebSocket.CONTINUATION, new byte[1]),
                frame(FIN | RawWebSocket.CONTINUATION, new byte[1_000]),
                close(1009, ""))));

        assertThat(log.lines).containsExactly("far too large", "close 1009");
    }

    @Test
    void aCompressedBombIsNotExpandedBeyondTheLimit() {
        FrameReader reader = reader(true);
        byte[] bomb = deflated("0".repeat(100_000));
        assertThat(bomb.length).isLessThan(2 * LIMIT);

        reader.read(Unpooled.wrappedBuffer(bytes(
                frame(FIN | RSV1 | RawWebSocket.TEXT, bomb),
                frame(FIN | RSV1 | RawWebSocket.TEXT, deflated("1".repeat(LIMIT + 1))),
                frame(FIN | RSV1 | RawWebSocket.TEXT, deflated("2".repeat(LIMIT))))));

        assertThat(log.lines).containsExactly("far too large", "too large", "text " + "2".repeat(LIMIT));
    }

    @Test
    void whatWasNotCompressedCantBeExpanded() {
        reader(true).read(Unpooled.wrappedBuffer(frame(FIN | RSV1 | RawWebSocket.TEXT, utf8("not deflated at all"))));

        assertThat(log.lines).containsExactly("broken 1007");
    }

    @Test
    void aContinuationIsNotMarkedAsCompressed() {
        reader(true)
                .read(Unpooled.wrappedBuffer(
                        bytes(frame(RSV1 | RawWebSocket.TEXT, new byte[1]), frame(RSV1, new byte[1]))));

        assertThat(log.lines).containsExactly("broken 1002");
    }

    @Test
    void aCloseWithoutACodeHasNone() {
        reader(false).read(Unpooled.wrappedBuffer(frame(FIN | RawWebSocket.CLOSE, new byte[0])));

        assertThat(log.lines).containsExactly("close 1005");
    }
}
