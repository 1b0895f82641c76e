package dev.rallycast.transport.jakarta;

/** Puts the parts of text messages together, within a bound. Not thread-safe. */
final class TextAssembly {
    /** What became of a part. */
    enum Outcome {
        INCOMPLETE,
        /** The message is whole: {@link TextAssembly#take()}. */
        COMPLETE,
        /** That was the end of a message over the limit. */
        TOO_LARGE,
        /** The message has more than twice the limit, and may not even have an end. Told once. */
        FAR_TOO_LARGE
    }

    private final int maxBytes;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private boolean givenUp;

    TextAssembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The number of bytes from which on a message is not read to its end. */
    long limit() {
        return 2L * maxBytes;
    }

    Outcome add(String part, boolean last) {
        if (givenUp) {
            return Outcome.INCOMPLETE;
        }
        bytes += Utf8.length(part);
        if (bytes > limit()) {
            givenUp = true;
            text.setLength(0);
            text.trimToSize();
            return Outcome.FAR_TOO_LARGE;
        }
        text.append(part);
        if (!last) {
            return Outcome.INCOMPLETE;
        }
        boolean fits = bytes <= maxBytes;
        bytes = 0;
        if (!fits) {
            text.setLength(0);
        }
        return fits ? Outcome.COMPLETE : Outcome.TOO_LARGE;
    }

    /** The whole message, once. */
    String take() {
        String whole = text.toString();
        text.setLength(0);
        return whole;
    }
}
