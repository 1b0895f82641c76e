package dev.rallycast.storage.file;

/** What a recording's sidecar index is good for. */
public enum IndexState {
    /** The recording is so short that it is read through in no time. */
    NOT_NEEDED,
    /** There is one, and it is this recording's. */
    VALID,
    /** There is one, but it is damaged, or the recording has become another one; it will be made anew. */
    STALE,
    /** There is none; it will be made when the recording is opened. */
    MISSING
}
