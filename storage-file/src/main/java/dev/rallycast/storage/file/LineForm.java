package dev.rallycast.storage.file;

import dev.rallycast.model.GameEvent;

/** How a recording's lines behind its header are to be understood. Stateless. */
interface LineForm {
    /** What {@link #time} gives for an end mark. */
    long END_MARK = -1;

    /** What {@link #timeAnywhere} gives if it can't tell. */
    long UNTOLD = -2;

    /** Whether each line carries a checksum, so that damage and changes show by themselves. */
    boolean checksummed();

    /** Whether the end of the text is the end of the game, without an end mark. */
    default boolean endsWithText() {
        return false;
    }

    /** Tells this form from others under which the same text has another index. */
    default int fingerprint() {
        return toString().hashCode();
    }

    /** Whether the line at which {@code in} is says nothing. */
    boolean isIgnored(LineReader in);

    /**
     * The recorded time, in nanoseconds, of the line at which {@code in} is, looked at only as closely as that takes; or
     * {@link #END_MARK}. Of an event that is not whole, it must not count for others.
     *
     * @param index how many events come before it
     * @throws dev.rallycast.model.CorruptRecordingException if it is neither an event nor the end mark of so many events
     */
    long time(LineReader in, long index);

    /**
     * Like {@link #time}, if it can be told without knowing how many events come before; {@link #UNTOLD} if not, which does
     * for an end mark and for a line that is damaged.
     */
    long timeAnywhere(LineReader in);

    /** Whether the line at which {@code in} is is that of an event as it was written, as far as that can be told. */
    default boolean isWhole(LineReader in, long index) {
        return true;
    }

    /**
     * The event at which {@code in} is, checked.
     *
     * @param maxTimeNanos the greatest time before it
     * @throws dev.rallycast.model.CorruptRecordingException if it isn't the whole line of this event
     */
    GameEvent event(LineReader in, long index, long maxTimeNanos);
}
