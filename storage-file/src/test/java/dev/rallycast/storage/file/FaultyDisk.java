package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The system's disk, on which any call can be made to fail. It counts the calls that a fault can hit, from 0. Nothing is
 * ever forced to the disk beneath: no test can tell, and it takes time.
 */
final class FaultyDisk implements Disk {
    /** The kinds of calls. */
    enum Call {
        OPEN,
        CREATE,
        RENAME,
        DELETE,
        OPEN_FOLDER,
        WRITE,
        TRUNCATE,
        FORCE,
        FORCE_FOLDER,
        MAP,
        CLOSE
    }

    /** A call that was made, and the name of its file. */
    record Site(Call call, String name) {
        @Override
        public String toString() {
            return call + " of " + name;
        }
    }

    /** What goes wrong at a call. */
    enum Fault {
        /** The call fails, the next ones succeed. */
        ONCE,
        /** The call and all that change the disk after it fail, until the disk is healed. */
        FROM_THEN_ON,
        /** The first byte of a write arrives, the rest fails. */
        FIRST_BYTE,
        /** Half of the bytes of a write arrive, the rest fails. */
        HALF,
        /** All bytes of a write but the last one arrive, that one fails. */
        ALL_BUT_ONE,
        /** A write takes no byte, and no error is told. */
        SHORT_NONE,
        /** A write takes only the first byte, and no error is told. */
        SHORT_FIRST_BYTE,
        /** A write takes only half of its bytes, and no error is told. */
        SHORT_HALF,
        /** A write takes all bytes but the last one, and no error is told. */
        SHORT_ALL_BUT_ONE;

        /** Whether the caller is told. */
        boolean isError() {
            return this == ONCE || this == FROM_THEN_ON || isCutShort();
        }

        /** Whether a part of the bytes arrives before the error. */
        boolean isCutShort() {
            return this == FIRST_BYTE || this == HALF || this == ALL_BUT_ONE;
        }

        /** Whether it can happen at such a call. */
        boolean fits(Call call) {
            return this == ONCE || this == FROM_THEN_ON || call == Call.WRITE;
        }

        /** How many of the bytes arrive. */
        int arriving(int length) {
            return switch (this) {
                case FIRST_BYTE, SHORT_FIRST_BYTE -> Math.min(1, length);
                case HALF, SHORT_HALF -> length / 2;
                case ALL_BUT_ONE, SHORT_ALL_BUT_ONE -> length - 1;
                case ONCE, FROM_THEN_ON, SHORT_NONE -> 0;
            };
        }
    }

    private final List<Site> sites = new ArrayList<>(); // guarded by this
    private final int faultySite;
    private final Fault fault;
    private boolean healed; // guarded by this
    private boolean restFails; // guarded by this
    private volatile Consumer<Call> before = call -> {};
    private volatile Runnable beforeRead = () -> {};

    /** A disk on which the call with that number has a fault. */
    FaultyDisk(int faultySite, Fault fault) {
        this.faultySite = faultySite;
        this.fault = fault;
    }

    /** A disk without a fault. */
    static FaultyDisk sound() {
        return new FaultyDisk(-1, Fault.ONCE);
    }

    boolean hasFault() {
        return faultySite >= 0;
    }

    /** The calls so far. */
    synchronized List<Site> sites() {
        return List.copyOf(sites);
    }

    /** The kinds of the calls so far. */
    List<Call> calls() {
        return sites().stream().map(Site::call).toList();
    }

    /** Ends all faults. */
    synchronized void heal() {
        healed = true;
    }

    /** Runs before each call that is counted, on its thread. */
    void before(Consumer<Call> hook) {
        before = hook;
    }

    /** Runs before each read, on its thread. */
    void beforeRead(Runnable hook) {
        beforeRead = hook;
    }

    @Override
    public FileChannel open(Path path, Set<OpenOption> options) throws IOException {
        enter(Call.OPEN, path);
        return new FaultyChannel(this, Disk.SYSTEM.open(path, options), path, false);
    }

    @Override
    public void create(Path path) throws IOException {
        enter(Call.CREATE, path);
        Disk.SYSTEM.create(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        enter(Call.RENAME, to);
        Disk.SYSTEM.rename(from, to);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        enter(Call.DELETE, path);
        return Disk.SYSTEM.delete(path);
    }

    @Override
    public FileChannel openFolder(Path folder) throws IOException {
        enter(Call.OPEN_FOLDER, folder);
        return new FaultyChannel(this, Disk.SYSTEM.openFolder(folder), folder, true);
    }

    /** Counts a call, and throws if it is to fail. */
    void enter(Call call, Path path) throws IOException {
        if (arriving(call, path, 1) < 1) {
            throw new IOException("a fault that is not told fits writes only, not " + call);
        }
    }

    /** Counts a call that takes bytes and returns how many it may take; throws if it is to fail. */
    int arriving(Call call, Path path, int length) throws IOException {
        before.accept(call);
        synchronized (this) {
            int number = sites.size();
            sites.add(new Site(call, String.valueOf(path.getFileName())));
            if (healed) {
                return length;
            }
            if (restFails) {
                // What is left of a write that was cut short, or everything.
                restFails = fault == Fault.FROM_THEN_ON;
                throw new InjectedFault(call, number);
            }
            if (number != faultySite) {
                return length;
            }
            if (!fault.fits(call)) {
                throw new IllegalStateException(fault + " can't happen at call " + number + ", " + call);
            }
            if (!fault.isError()) {
                return fault.arriving(length);
            }
            int count = fault.arriving(length);
            restFails = fault == Fault.FROM_THEN_ON || count > 0;
            if (count == 0) {
                throw new InjectedFault(call, number);
            }
            return count;
        }
    }

    void read() {
        beforeRead.run();
    }

    /** Told by its class from the failures that the system makes. */
    static final class InjectedFault extends IOException {
        private static final long serialVersionUID = 1;

        InjectedFault(Call call, int number) {
            super("No space left on device (injected at call " + number + ", " + call + ")");
        }
    }
}
