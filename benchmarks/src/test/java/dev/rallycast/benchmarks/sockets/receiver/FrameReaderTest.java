package dev.rallycast.benchmarks.sockets.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int TEXT = 0x81;
    private static final int COMPRESSED = 0x40;
    private static final int TEXT_TO_BE_CONTINUED = 0x01;
    private static final int CONTINUATION = 0x80;
    private static final int PONG = 0x8A;
    private static final int CLOSE = 0x88;
    private static final String EVENT = "{\"type\":\"event\",\"epoch\":0,\"index\":1}";
    private static final String ERROR = "{\"type\":\"error\"}";

    private final FrameReader reader = new FrameReader();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void eventsAreCountedAndNothingElse() throws IOException {
        frame(TEXT, "{\"type\":\"hello\"}");
        frame(TEXT, EVENT);
        frame(TEXT, ERROR);
        frame(PONG, EVENT);
        frame(TEXT, EVENT);

        assertThat(take(sent.size())).isEqualTo(2);
    }

    @Test
    void eachObjectOfAnArrayIsAMessage() throws IOException {
        frame(TEXT, "[" + EVENT + "," + ERROR + "," + EVENT + "," + EVENT + "]");

        assertThat(take(sent.size())).isEqualTo(3);
    }

    @Test
    void objectsAndBracesWithinAMessageAreNone() throws IOException {
        frame(TEXT, "[{\"type\":\"event\",\"data\":{\"a\":[" + EVENT + "],\"b\":\"}{\\\"}\"}}," + ERROR + "]");

        assertThat(take(sent.size())).isEqualTo(1);
    }

    @Test
    void aMessageMayBeSpreadOverFrames() throws IOException {
        frame(TEXT_TO_BE_CONTINUED, EVENT.substring(0, 10));
        frame(PONG, "");
        frame(CONTINUATION, EVENT.substring(10));

        assertThat(take(sent.size())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void itDoesNotMatterInWhichPiecesTheBytesCome(int piece) throws IOException {
        frame(TEXT, EVENT);
        frame(TEXT, EVENT.replace("}", ",\"data\":\"" + "x".repeat(300) + "\"}"));
        frame(TEXT, EVENT.replace("}", ",\"data\":\"" + "x".repeat(70_000) + "\"}"));
        frame(TEXT, "[" + EVENT + "," + EVENT + "]");

        assertThat(take(piece)).isEqualTo(5);
    }

    @Test
    void anEventIsNotCountedBeforeItsLastByte() throws IOException {
        frame(TEXT, EVENT);
        byte[] bytes = sent.toByteArray();

        assertThat(reader.take(ByteBuffer.wrap(bytes, 0, bytes.length - 1))).isZero();
        assertThat(reader.take(ByteBuffer.wrap(bytes, bytes.length - 1, 1))).isEqualTo(1);
    }

    @Test
    void aSnapshotIsTheWelcome() throws IOException {
        frame(TEXT, "{\"type\":\"started\"}");
        take(sent.size());
        assertThat(reader.isWelcomed()).isFalse();

        sent.reset();
        frame(TEXT, "{\"type\":\"snapshot\"}");
        take(sent.size());
        assertThat(reader.isWelcomed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void compressedMessagesAreExpandedWhetherTheServerKeepsItsContextOrNot(int piece) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        compressed(deflater, EVENT);
        compressed(deflater, EVENT);
        frame(TEXT, EVENT);
        deflater.reset();
        compressed(deflater, ERROR);
        compressed(deflater, EVENT);
        deflater.end();

        assertThat(take(piece)).isEqualTo(4);
    }

    @Test
    void aCloseIsAFailure() {
        frame(CLOSE, "");

        assertThatThrownBy(() -> take(sent.size())).hasMessage("the server closed a connection");
    }

    private int take(int piece) throws IOException {
        byte[] bytes = sent.toByteArray();
        int events = 0;
        for (int at = 0; at < bytes.length; at += piece) {
            events += reader.take(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
        return events;
    }

    private void compressed(Deflater deflater, String text) {
        byte[] out = new byte[1_000];
        deflater.setInput(text.getBytes(UTF_8));
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        // Without the four bytes that every message ends with.
        frame(TEXT | COMPRESSED, Arrays.copyOf(out, length - 4));
    }

    private void frame(int first, String text) {
        frame(first, text.getBytes(UTF_8));
    }

    private void frame(int first, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
        if (payload.length < 126) {
            header.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            header.put((byte) 126).putShort((short) payload.length);
        } else {
            header.put((byte) 127).putLong(payload.length);
        }
        sent.write(header.array(), 0, header.position());
        sent.write(payload, 0, payload.length);
    }
}
