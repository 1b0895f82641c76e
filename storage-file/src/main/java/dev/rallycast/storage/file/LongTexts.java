package dev.rallycast.storage.file;

/**
 * How the texts of long recordings are dealt with.
 *
 * @param density how many places their indexes know
 * @param mapped whether those that have ended are mapped into memory
 * @param fromBytes the length from which a text is long: an index file is worthwhile; less is gone through as fast
 */
record LongTexts(IndexDensity density, boolean mapped, long fromBytes) {
    static final long WORTHWHILE_BYTES = 1 << 20;

    static final LongTexts DEFAULT = new LongTexts(IndexDensity.SPARSE, false, WORTHWHILE_BYTES);
}
