package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads from a channel into an array. What is read goes through memory outside of the heap in any case; here each byte has
 * the same place in its page of 4 KiB there as it has in the file. Some processors, such as AMD's Zen 3, copy five times
 * more slowly to a place that is a little further in its page, as that of the JDK's own memory mostly is.
 *
 * <p>Each thread that reads keeps such memory: as much as it has read at once, and at most 132 KiB.
 */
final class PageReads {
    private static final int PAGE = 4096;
    private static final int FIRST = 16 * 1024;
    private static final int LARGEST = 128 * 1024;
    private static final ThreadLocal<ByteBuffer> MEMORY = ThreadLocal.withInitial(() -> allocate(FIRST));

    private PageReads() {}

    /** Reads up to {@code length} bytes at a position and returns how many; -1 at the end of the file. */
    static int read(FileChannel channel, byte[] target, int offset, int length, long position) throws IOException {
        int done = 0;
        while (done < length) {
            int wanted = Math.min(length - done, LARGEST);
            int inPage = (int) (position + done) & (PAGE - 1);
            ByteBuffer memory = memory(inPage + wanted);
            int count = channel.read(memory.limit(inPage + wanted).position(inPage), position + done);
            if (count < 0) {
                return done > 0 ? done : count;
            }
            memory.get(inPage, target, offset + done, count);
            done += count;
            if (count < wanted) {
                break;
            }
        }
        return done;
    }

    private static ByteBuffer memory(int needed) {
        ByteBuffer memory = MEMORY.get();
        if (memory.capacity() < needed) {
            memory = allocate(LARGEST);
            MEMORY.set(memory);
        }
        return memory.clear();
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes + 2 * PAGE).alignedSlice(PAGE);
    }
}
