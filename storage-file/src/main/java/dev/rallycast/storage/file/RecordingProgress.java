package dev.rallycast.storage.file;

/** Hears how far long work on a recording is: every megabyte or so, and at the end. */
@FunctionalInterface
public interface RecordingProgress {
    /** Hears nothing. */
    RecordingProgress NONE = (bytesDone, bytesTotal, events) -> {};

    /**
     * Called on the thread that does the work.
     *
     * @param bytesDone how many bytes of text are behind
     * @param bytesTotal how many bytes of text there are
     * @param events how many events were met so far
     */
    void reached(long bytesDone, long bytesTotal, long events);
}
