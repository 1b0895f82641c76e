package dev.rallycast.storage.file;

import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a text in pieces, whose lines are looked at ahead of who takes the pieces in order: by helping threads, as far as
 * there are any, and by that one. It never waits for a thread that has not begun, so helpers may be busy with other work for
 * ever. Memory: that of two {@linkplain Piece pieces} a thread. {@link #next} and {@link #close} are for one thread.
 */
final class Pieces implements Closeable {
    /**
     * How a text is cut and who helps.
     *
     * @param pieceBytes the length of a piece
     * @param executor runs the helpers
     * @param helpers how many there are at most
     */
    record Work(int pieceBytes, Executor executor, int helpers) {
        private static final int PIECE_BYTES = 4 << 20;
        private static final int MOST_HELPERS = 7; // one thread puts together what the others find

        /** With the threads of the common pool; texts of a piece or two are read through faster without. */
        static final Work SHARED = new Work(
                PIECE_BYTES,
                ForkJoinPool.commonPool(),
                Math.min(MOST_HELPERS, ForkJoinPool.getCommonPoolParallelism()));
    }

    private static final Logger LOG = LoggerFactory.getLogger(Pieces.class);

    private final TextSource text;
    private final LineForm lines;
    private final long from;
    private final long limit;
    private final long pieces;
    private final Work work;
    private final int helpers;

    // All guarded by this.
    private final @Nullable Piece[] found; // by number, modulo the length
    private long begun; // how many pieces somebody has begun
    private long taken;
    private int waiting; // helpers that were asked for, and those at work
    private int working;
    private boolean closed;

    Pieces(TextSource text, LineForm lines, long from, long limit, Work work) {
        this.text = text;
        this.lines = lines;
        this.from = from;
        this.limit = limit;
        this.pieces = limit <= from ? 0 : (limit - from + work.pieceBytes() - 1) / work.pieceBytes();
        this.work = work;
        this.helpers = (int) Math.min(work.helpers(), pieces - 1);
        this.found = new Piece[2 * (Math.max(0, helpers) + 1)];
    }

    /** The next piece, which somebody has looked at; null if there is none. */
    @Nullable
    Piece next() {
        if (taken == pieces) {
            return null;
        }
        callHelpers();
        while (true) {
            long number = beginOrWait();
            if (number < 0) {
                return take();
            }
            scan(number);
        }
    }

    /** Lets helpers end, and waits for those at work. */
    @Override
    public synchronized void close() {
        closed = true;
        // Whatever interrupts the thread: it stays interrupted.
        boolean interrupted = false;
        while (working > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    private void callHelpers() {
        while (mayCall()) {
            try {
                work.executor().execute(this::help);
            } catch (RejectedExecutionException e) {
                LOG.debug("{}: nobody helps to read it", text.path(), e);
                return;
            }
        }
    }

    private synchronized boolean mayCall() {
        if (waiting >= helpers || begun >= pieces || begun >= taken + found.length) {
            return false;
        }
        waiting++;
        return true;
    }

    private void help() {
        try {
            long number = begin();
            while (number >= 0) {
                try {
                    scan(number);
                } finally {
                    endWork();
                }
                number = begin();
            }
        } finally {
            dismiss();
        }
    }

    /** A piece for a helper to look at; -1 if there is none now. */
    private synchronized long begin() {
        if (closed || !isAnyToBegin()) {
            return -1;
        }
        working++;
        return begun++;
    }

    private synchronized void endWork() {
        working--;
        notifyAll();
    }

    private synchronized void dismiss() {
        waiting--;
    }

    /** A piece for the taker to look at; -1 once the one that it wants is there. */
    private synchronized long beginOrWait() {
        boolean interrupted = false;
        while (found[slot(taken)] == null && !isAnyToBegin() && working > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
        if (found[slot(taken)] != null) {
            return -1;
        }
        // If all have begun and nobody is at work, whoever looked at this one has failed.
        return isAnyToBegin() ? begun++ : taken;
    }

    private synchronized @Nullable Piece take() {
        Piece piece = found[slot(taken)];
        found[slot(taken)] = null;
        taken++;
        return piece;
    }

    private boolean isAnyToBegin() {
        return begun < pieces && begun < taken + found.length;
    }

    private void scan(long number) {
        long start = from + number * work.pieceBytes();
        Piece piece = new Piece(start, Math.min(limit, start + work.pieceBytes()));
        piece.scan(text, lines, limit, number == 0);
        put(number, piece);
    }

    private synchronized void put(long number, Piece piece) {
        found[slot(number)] = piece;
        notifyAll();
    }

    private int slot(long number) {
        return (int) (number % found.length);
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
