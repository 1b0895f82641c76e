package dev.rallycast.transport.jakarta;

/** Counts bytes without encoding. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes {@code text} takes in UTF-8. */
    static long length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate is half of a character of four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
