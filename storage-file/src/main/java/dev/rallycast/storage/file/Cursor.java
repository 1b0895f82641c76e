package dev.rallycast.storage.file;

/**
 * A place between two lines from which a recording can be read.
 *
 * @param index the index of the event that follows
 * @param offset where its line, or blank lines before it, begin in the text
 * @param maxTimeNanos a time, not above any event's from here on, that tells the time of each of them as it counts: the
 *     greatest of this one and the recorded ones from here up to its own; -1 at the beginning
 */
record Cursor(long index, long offset, long maxTimeNanos) {
    static final Cursor NOWHERE = new Cursor(0, 0, -1);
}
