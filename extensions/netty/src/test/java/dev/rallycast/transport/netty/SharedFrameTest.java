package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedFrameTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    private static WireMessage message(String text) {
        return WireMessage.ofUtf8(text.getBytes(UTF_8));
    }

    private ByteBuf take(WireMessage message) {
        return message.in(SharedFrame.PLAIN).take(allocator);
    }

    @ParameterizedTest
    @CsvSource({"0, 8100", "1, 8101", "125, 817d", "126, 817e007e", "65535, 817effff", "65536, 817f0000000000010000"})
    void aFrameIsTheHeaderAndTheText(int length, String header) {
        String text = "x".repeat(length);

        ByteBuf frame = take(message(text));

        assertThat(ByteBufUtil.hexDump(frame.readSlice(header.length() / 2))).isEqualTo(header);
        assertThat(frame.toString(UTF_8)).isEqualTo(text);
        frame.release();
    }

    @Test
    void whatFewGetIsCopiedAndGivenBackToThePool() {
        WireMessage message = message("for a few");

        for (int i = 0; i < SharedFrame.COPIES; i++) {
            ByteBuf frame = take(message);
            assertThat(allocator.metric().usedDirectMemory()).isPositive();
            assertThat(frame.release()).isTrue();
        }

        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void whatManyGetIsOneFrameThatNobodyCopiesOrReleases() {
        WireMessage message = message("for many");
        for (int i = 0; i < SharedFrame.COPIES; i++) {
            take(message).release();
        }

        ByteBuf first = take(message);
        ByteBuf second = take(message);

        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(first.isDirect()).isTrue();
        assertThat(first.release()).isFalse();
        // Each channel has its own place in it.
        first.skipBytes(5);
        assertThat(second.skipBytes(2).toString(UTF_8)).isEqualTo("for many");
        // And it is one and the same memory.
        first.setByte(2, 'F');
        assertThat(second.toString(UTF_8)).isEqualTo("For many");
    }

    @Test
    void duplicatesOfTheOneFrameShareNoBufferThatALoopWrites() {
        WireMessage message = message("for many loops");
        for (int i = 0; i < SharedFrame.COPIES; i++) {
            take(message).release();
        }
        ByteBuf first = take(message);
        ByteBuf second = take(message);

        ByteBuffer ofFirst = first.internalNioBuffer(0, first.readableBytes());
        ByteBuffer ofSecond = second.internalNioBuffer(0, second.readableBytes());
        ofFirst.get();

        assertThat(ofSecond.remaining()).isEqualTo(second.readableBytes());
    }

    @Test
    void aLongMessageIsCompressedOnceForAll() throws DataFormatException {
        String text = "{\"type\":\"event\"}".repeat(50);
        WireMessage message = message(text);

        SharedFrame shared = message.in(SharedFrame.COMPRESSED);
        ByteBuf frame = shared.take(allocator);

        assertThat(message.in(SharedFrame.COMPRESSED)).isSameAs(shared);
        assertThat(frame.readableBytes()).isLessThan(text.length() / 4);
        assertThat(frame.readUnsignedByte()).isEqualTo((short) 0xc1);
        assertThat((int) frame.readUnsignedByte()).isEqualTo(frame.readableBytes());
        assertThat(UTF_8.decode(Deflation.inflate(frame.nioBuffer(), text.length()))
                        .toString())
                .isEqualTo(text);
        frame.release();
    }

    @Test
    void whatDoesNotGetShorterIsSentAsItIs() {
        WireMessage shortOne = message("x".repeat(SharedFrame.COMPRESSED_FROM - 1));
        byte[] bytes = new byte[1_000];
        new Random(1).nextBytes(bytes);
        WireMessage random = WireMessage.ofUtf8(bytes);

        assertThat(shortOne.in(SharedFrame.COMPRESSED)).isSameAs(shortOne.in(SharedFrame.PLAIN));
        assertThat(random.in(SharedFrame.COMPRESSED)).isSameAs(random.in(SharedFrame.PLAIN));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "63", "64", "65", "1000", "100000"})
    void whatIsCompressedCanBeExpanded(int length) throws DataFormatException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        byte[] deflated = Deflation.deflate(ByteBuffer.wrap(bytes));

        ByteBuffer inflated = Deflation.inflate(ByteBuffer.wrap(deflated), length);
        assertThat(inflated).isEqualTo(ByteBuffer.wrap(bytes));
    }
}
