package dev.rallycast.benchmarks.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random events of a recording, in random order, with the places of their lines in its file. */
final class Lines {
    private static final int BLOCK = 1 << 20;

    private final long events;
    private final long[] index;
    private final long[] offset;
    private final int[] length;

    private Lines(long events, long[] index) {
        this.events = events;
        this.index = index;
        this.offset = new long[index.length];
        this.length = new int[index.length];
    }

    /** Draws events, the same one more than once by chance, and finds their lines by reading the whole file. */
    static Lines sample(Path file, long events, int count, SplittableRandom random) throws IOException {
        Lines lines = new Lines(events, random.longs(count, 0, events).sorted().toArray());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            lines.find(channel);
        }
        lines.shuffle(random);
        return lines;
    }

    /** How many events the recording has. */
    long events() {
        return events;
    }

    /** How many were drawn. */
    int size() {
        return index.length;
    }

    /** Which event was drawn at a place. */
    long index(int place) {
        return index[place];
    }

    /** Where its line begins. */
    long offset(int place) {
        return offset[place];
    }

    /** The length of its line, without the line feed. */
    int length(int place) {
        return length[place];
    }

    private void find(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
        int found = 0;
        // The header is the line before event 0.
        long event = -1;
        long lineStart = 0;
        long at = 0;
        while (found < index.length && channel.read(buffer.clear()) > 0) {
            byte[] bytes = buffer.array();
            for (int i = 0; i < buffer.position(); i++, at++) {
                if (bytes[i] == '\n') {
                    while (found < index.length && index[found] == event) {
                        offset[found] = lineStart;
                        length[found++] = (int) (at - lineStart);
                    }
                    event++;
                    lineStart = at + 1;
                }
            }
        }
        if (found < index.length) {
            throw new IllegalStateException("event " + index[found] + " has no line: expected an event a line");
        }
    }

    private void shuffle(SplittableRandom random) {
        long[] oldIndex = index.clone();
        long[] oldOffset = offset.clone();
        int[] oldLength = length.clone();
        int[] order = new int[index.length];
        Arrays.setAll(order, i -> i);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        for (int i = 0; i < order.length; i++) {
            index[i] = oldIndex[order[i]];
            offset[i] = oldOffset[order[i]];
            length[i] = oldLength[order[i]];
        }
    }
}
