package dev.rallycast.storage.file;

/** What an append has survived when it returns. */
public enum SyncLevel {
    /** The operating system has the bytes: they survive the end of the process, but not a power cut. */
    OS,
    /** The disk has the bytes: they survive a power cut. */
    DISK
}
