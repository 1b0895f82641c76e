package dev.rallycast.storage.file;

/** How many places an index of a recording knows, see {@code docs/recording-format.md}, "Index". */
public enum IndexDensity {
    /** A place in every 4 KiB of text: takes at most 0.5 % of the text's size; a seek reads up to 4 KiB. */
    SPARSE,
    /** The place of every event: takes 4 to 5 bytes an event; a seek reads just the event. */
    DENSE
}
