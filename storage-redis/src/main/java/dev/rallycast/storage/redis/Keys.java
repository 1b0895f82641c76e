package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.model.GameIds;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one recording, all in one slot of a cluster: the game's id is their hash tag, with everything but letters, digits,
 * {@code -}, {@code .} and {@code _} as {@code %} and two hexadecimal digits.
 */
final class Keys {
    private static final String META = "}:meta";
    private static final String HEX = "0123456789abcdef";

    private final String stem;

    private Keys(String stem) {
        this.stem = stem;
    }

    static Keys of(String prefix, String gameId) {
        return new Keys(prefix + ":{" + escaped(gameId.getBytes(UTF_8)));
    }

    /** Where the ids of all games are. */
    static String games(String prefix) {
        return prefix + ":games";
    }

    /** What finds the metadata of all games. The prefix has no character that means something there. */
    static String everyMeta(String prefix) {
        return prefix + ":{*" + META;
    }

    /** The game whose metadata a key holds; empty if it is not such a key. */
    static Optional<String> gameOfMeta(String prefix, byte[] key) {
        String text = new String(key, UTF_8);
        String start = prefix + ":{";
        if (!text.startsWith(start) || !text.endsWith(META) || text.length() < start.length() + META.length()) {
            return Optional.empty();
        }
        byte[] bytes = unescaped(text.substring(start.length(), text.length() - META.length()));
        String id = bytes == null ? "" : new String(bytes, UTF_8);
        // Only what is written as this class writes it.
        return GameIds.isValid(id) && of(prefix, id).meta().equals(text) ? Optional.of(id) : Optional.empty();
    }

    /** A hash: the metadata, and how far the recording goes. */
    String meta() {
        return stem + META;
    }

    /** A stream: the events. Another one for each incarnation, so that nobody reads those of another one. */
    String stream(String incarnation) {
        return stem + "}:events:" + incarnation;
    }

    /** A string that expires: the token of the writer. */
    String lock() {
        return stem + "}:writer";
    }

    /** The channel on which growth is told. */
    String channel() {
        return stem + "}:grown";
    }

    static byte[] bytes(String key) {
        return key.getBytes(US_ASCII);
    }

    /** Bytes as text that has nothing of a hash tag, a pattern or a separator in it. */
    static String escaped(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (isPlain(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /** The bytes of such a text; null if it is none. */
    static byte @Nullable [] unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? HEX.indexOf(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? HEX.indexOf(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                out.write((high << 4) | low);
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_';
    }
}
