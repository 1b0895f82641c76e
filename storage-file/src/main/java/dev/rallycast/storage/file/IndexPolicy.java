package dev.rallycast.storage.file;

/**
 * What indexes are made.
 *
 * @param density how many places they know
 * @param fromBytes the length of text from which an index file is worthwhile; less is gone through as fast
 */
record IndexPolicy(IndexDensity density, long fromBytes) {
    static final long WORTHWHILE_BYTES = 1 << 20;
}
