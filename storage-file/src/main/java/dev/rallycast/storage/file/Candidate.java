package dev.rallycast.storage.file;

import java.util.Arrays;

/**
 * An event's line that is to be taken, perhaps only once the next line has confirmed its place.
 *
 * @param bytes where the line is, from {@code start} to {@code end} without its line feed; only lent
 * @param line its number, from 1
 * @param offset where it begins in the text
 * @param nextOffset where the next line begins
 * @param ordinal the ordinal that its checksum gives, or its place if it has none
 * @param timeNanos the event's time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Candidate(
        byte[] bytes, int start, int end, long line, long offset, long nextOffset, long ordinal, long timeNanos) {
    /** The same with bytes of its own. */
    Candidate kept() {
        byte[] own = Arrays.copyOfRange(bytes, start, end);
        return new Candidate(own, 0, own.length, line, offset, nextOffset, ordinal, timeNanos);
    }
}
