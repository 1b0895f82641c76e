package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.Game;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;

/**
 * The process that {@link KillTest} kills. It records and tells on its standard output, a line each, what was
 * acknowledged. Arguments: the folder, the sync level, the seed of the batches' sizes, and what to do.
 */
final class KillWriter {
    /** What the process does until it is killed. */
    enum Work {
        /** Appends batches to game m1, which it makes if there is none. */
        APPEND,
        /** The same with batches of megabytes, whose writes take long enough to be cut in two. */
        BULK,
        /** Makes short recordings, from game g0 on, and ends them. */
        LIVES
    }

    static final int LARGEST_BATCH = 40;

    private static final SampleEvents EVENTS = new SampleEvents(11);
    private static final SampleEvents LARGE_EVENTS = new SampleEvents(12, 64_000, 1);

    private final FileGameStorage storage;
    private final SampleEvents events;
    private final Random random;
    private final int smallestBatch;
    // Not System.out: each line is one write, so that none arrives torn.
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    private KillWriter(FileGameStorage storage, Work work, Random random) {
        this.storage = storage;
        this.events = events(work);
        this.smallestBatch = work == Work.BULK ? LARGEST_BATCH : 1;
        this.random = random;
    }

    /** What a process with such work records. */
    static SampleEvents events(Work work) {
        return work == Work.BULK ? LARGE_EVENTS : EVENTS;
    }

    public static void main(String[] args) throws IOException {
        dieWithTheTest();
        FileGameStorage storage = FileGameStorage.builder(Path.of(args[0]))
                .sync(SyncLevel.valueOf(args[1]))
                .build();
        Work work = Work.valueOf(args[3]);
        KillWriter writer = new KillWriter(storage, work, new Random(Long.parseLong(args[2])));
        writer.say("ready");
        switch (work) {
            case APPEND, BULK -> writer.append();
            case LIVES -> writer.lives();
        }
    }

    private void append() throws IOException {
        boolean there = storage.find("m1").isPresent();
        RecordingWriter writer = there ? storage.append("m1") : storage.create(Game.of("m1", "tennis"));
        long size;
        try (Recording recording = storage.open("m1")) {
            size = recording.extent().size();
        }
        say("writing " + size);
        while (true) {
            size = appendBatch(writer, size);
            say("acknowledged " + size);
        }
    }

    private void lives() throws IOException {
        for (int game = 0; ; game++) {
            RecordingWriter writer = storage.create(Game.of("g" + game, "tennis"));
            say("created " + game);
            long size = 0;
            for (int batches = random.nextInt(3); batches > 0; batches--) {
                size = appendBatch(writer, size);
                say("acknowledged " + size);
            }
            if (random.nextInt(3) > 0) {
                writer.end();
                say("ended " + game);
            }
            writer.close();
            say("closed " + game);
        }
    }

    private long appendBatch(RecordingWriter writer, long size) {
        long next = size + smallestBatch + random.nextInt(LARGEST_BATCH - smallestBatch + 1);
        writer.append(events.drafts(size, next));
        return next;
    }

    private void say(String line) throws IOException {
        out.write((line + "\n").getBytes(US_ASCII));
    }

    /** Nothing is ever written to the standard input; it ends with the process of the test. */
    private static void dieWithTheTest() {
        Thread watch = new Thread(() -> {
            try {
                Runtime.getRuntime().halt(System.in.read() < 0 ? 1 : 2);
            } catch (IOException e) {
                Runtime.getRuntime().halt(3);
            }
        });
        watch.setDaemon(true);
        watch.start();
    }
}
