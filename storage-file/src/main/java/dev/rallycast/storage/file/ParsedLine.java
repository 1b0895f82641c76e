package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.InvalidPayloadException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * What a line says, apart from its checksum.
 *
 * @param timeNanos an event's time as the line has it; -1 if it is no event
 * @param isEnd whether it is an end mark
 * @param endEvents how many events an end mark counts; -1 if it doesn't say
 * @param why what is wrong if it is neither
 */
record ParsedLine(
        long timeNanos,
        boolean isEnd,
        long endEvents,
        @Nullable String why) {
    private static final String PARSER_PLACE = " (start marker at ";

    /**
     * Reads the line at which {@code in} is, strictly.
     *
     * @param checksummed whether the lines should have checksums; that of this one need not be right
     */
    static ParsedLine of(LineReader in, boolean checksummed) {
        boolean summed = checksummed && LineChecksum.isPresent(in.buffer(), in.start(), in.end());
        GameEvent event = EventLine.parse(in.buffer(), in.start(), in.end(), 0, 0, summed);
        if (event != null && isPayload(event)) {
            return new ParsedLine(event.timeNanos(), false, -1, null);
        }
        try {
            LooseLine loose = LooseLine.parse(in);
            if (loose.hasChecksum() && !checksummed) {
                return new ParsedLine(-1, false, -1, "a checksum: expected none, as the header has none");
            }
            return loose.isEnd()
                    ? new ParsedLine(-1, true, loose.events(), null)
                    : new ParsedLine(loose.timeNanos(), false, -1, null);
        } catch (CorruptRecordingException e) {
            return new ParsedLine(-1, false, -1, "neither an event nor an end mark: " + reason(e));
        }
    }

    /** A checksum vouches for what was written, not for its sense. */
    private static boolean isPayload(GameEvent event) {
        try {
            event.data().requireValid();
            return true;
        } catch (InvalidPayloadException e) {
            return false;
        }
    }

    /** Why a line was refused, without its place. */
    static String reason(CorruptRecordingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof CharacterCodingException) {
            return "not valid UTF-8";
        }
        String reason = Header.firstLine(cause instanceof Exception said ? said : e);
        // The parser would go on with a place within the line that says nothing.
        int noise = reason.indexOf(PARSER_PLACE);
        return noise < 0 ? reason : reason.substring(0, noise);
    }

    boolean isEvent() {
        return timeNanos >= 0;
    }
}
