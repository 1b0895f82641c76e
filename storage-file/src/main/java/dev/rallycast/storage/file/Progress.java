package dev.rallycast.storage.file;

/** Hears how far long work has come. It is called by the thread that does the work, many times a second. */
@FunctionalInterface
interface Progress {
    /** Hears nothing. */
    Progress NONE = (bytesDone, bytesTotal) -> {};

    void at(long bytesDone, long bytesTotal);
}
