package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The path of the endpoint. A segment in braces stands for any one segment, as in {@code /rooms/{room}}; the others are
 * compared as they are, without decoding. Immutable.
 */
final class PathPattern {
    /** How a path compares. */
    enum Match {
        /** It is another path. */
        NO,
        /** It is this path. */
        YES,
        /** It would be this path if there were not something in it that is up to no good. */
        BAD
    }

    private final String[] segments;

    /**
     * A pattern.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, or has braces that are not around a segment
     */
    PathPattern(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("path is \"" + pattern + "\": expected to begin with /");
        }
        segments = pattern.split("/", -1);
        for (String segment : segments) {
            String name = isVariable(segment) ? segment.substring(1, segment.length() - 1) : segment;
            if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0 || (name.isEmpty() && isVariable(segment))) {
                throw new IllegalArgumentException(
                        "path is \"" + pattern + "\": expected braces around a whole segment, as in /rooms/{room}");
            }
        }
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    /** Compares a path, which is not decoded. */
    Match match(String path) {
        String[] others = path.split("/", -1);
        if (others.length != segments.length) {
            return Match.NO;
        }
        boolean bad = false;
        for (int i = 0; i < segments.length; i++) {
            if (!isVariable(segments[i])) {
                if (!segments[i].equals(others[i])) {
                    return Match.NO;
                }
            } else if (others[i].isEmpty()) {
                return Match.NO;
            } else {
                bad |= isBad(others[i]);
            }
        }
        return bad ? Match.BAD : Match.YES;
    }

    /** Whether whoever decodes the segment could be led astray: out of a folder, or to the end of a string. */
    private static boolean isBad(String segment) {
        String decoded = decode(segment);
        return decoded == null
                || decoded.equals(".")
                || decoded.equals("..")
                || decoded.chars().anyMatch(c -> c == 0 || c == '/' || c == '\\');
    }

    /** The segment without percent escapes, or null if one is broken or they are not UTF-8. */
    private static @Nullable String decode(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < segment.length();
                int high = whole ? Character.digit(segment.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(segment.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.write((high << 4) | low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
