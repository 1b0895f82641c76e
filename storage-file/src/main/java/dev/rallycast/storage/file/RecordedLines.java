package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;

/** The lines that {@code docs/recording-format.md} describes, with checksums or without. */
enum RecordedLines implements LineForm {
    CHECKSUMMED(true),
    UNCHECKSUMMED(false);

    private final boolean checksummed;

    RecordedLines(boolean checksummed) {
        this.checksummed = checksummed;
    }

    @Override
    public boolean checksummed() {
        return checksummed;
    }

    @Override
    public boolean isIgnored(LineReader in) {
        return !checksummed && in.isBlank();
    }

    @Override
    public long timeAnywhere(LineReader in) {
        long time = EventLine.time(in.buffer(), in.start(), in.end());
        if (time >= 0) {
            return time;
        }
        if (checksummed) {
            // The number of the event is part of the checksum.
            return UNTOLD;
        }
        try {
            LooseLine loose = LooseLine.parse(in);
            return loose.isEnd() || loose.hasChecksum() ? UNTOLD : loose.timeNanos();
        } catch (CorruptRecordingException e) {
            return UNTOLD;
        }
    }

    @Override
    public long time(LineReader in, long index) {
        long time = EventLine.time(in.buffer(), in.start(), in.end());
        if (time >= 0) {
            return time;
        }
        LooseLine loose = loose(in, index);
        if (!loose.isEnd()) {
            return loose.timeNanos();
        }
        if (loose.events() >= 0 && loose.events() != index) {
            throw in.corrupt("the end mark counts " + loose.events() + " events, " + index + " are before it");
        }
        return END_MARK;
    }

    @Override
    public boolean isWhole(LineReader in, long index) {
        return !checksummed || LineChecksum.holds(in.buffer(), in.start(), in.end(), index);
    }

    @Override
    public GameEvent event(LineReader in, long index, long maxTimeNanos) {
        if (checksummed) {
            requireChecksum(in, index);
        }
        GameEvent event = EventLine.parse(in.buffer(), in.start(), in.end(), index, maxTimeNanos, checksummed);
        if (event != null) {
            return event;
        }
        LooseLine loose = loose(in, index);
        if (loose.isEnd()) {
            throw in.corrupt("an end mark: expected event " + index);
        }
        return loose.event(index, maxTimeNanos);
    }

    private LooseLine loose(LineReader in, long index) {
        if (checksummed) {
            requireChecksum(in, index);
        }
        LooseLine loose = LooseLine.parse(in);
        if (loose.hasChecksum() && !checksummed) {
            throw in.corrupt("carries a checksum, and the header none: expected it in all lines or in none");
        }
        return loose;
    }

    /** Requires the line at which {@code in} is to be whole and that of an event, or of the end mark behind so many. */
    static void requireChecksum(LineReader in, long index) {
        byte[] line = in.buffer();
        if (!LineChecksum.isPresent(line, in.start(), in.end())) {
            throw in.corrupt("expected the line of event " + index + " with its checksum at the end");
        }
        long ordinal = LineChecksum.ordinal(line, in.start(), in.end());
        if (ordinal != (index & 0xffff_ffffL)) {
            // Close by, it is hardly chance.
            boolean elsewhere = Math.abs(ordinal - index) < 1_000_000;
            throw in.corrupt(
                    elsewhere
                            ? "the whole line of event " + ordinal + ": expected event " + index
                                    + ", so lines were lost, doubled or moved"
                            : "the checksum is wrong: expected the whole line of event " + index);
        }
    }
}
