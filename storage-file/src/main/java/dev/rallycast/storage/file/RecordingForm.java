package dev.rallycast.storage.file;

/** How the text of a recording is kept. */
public enum RecordingForm {
    /** As it is: {@code .jsonl}. */
    TEXT,
    /** Compressed, {@code .jsonl.gz}. */
    GZIP
}
