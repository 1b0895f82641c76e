package dev.rallycast.storage.file;

/**
 * An event's line that is whole if the next line confirms its place.
 *
 * @param bytes a copy of the line
 * @param line its number, from 1
 * @param offset where it begins
 * @param nextOffset where the next line begins
 * @param ordinal the ordinal that its checksum gives
 * @param timeNanos the event's time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Candidate(byte[] bytes, long line, long offset, long nextOffset, long ordinal, long timeNanos) {}
