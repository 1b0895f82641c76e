package dev.rallycast.storage.file;

/**
 * A place between two lines from which a recording can be read.
 *
 * @param index the index of the event that follows
 * @param offset where its line, or blank lines before it, begin in the file
 * @param line the number of that line, from 1
 * @param maxTimeNanos the greatest time before it; -1 if there is no event before it
 */
record Cursor(long index, long offset, long line, long maxTimeNanos) {}
