package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.spi.SchedulerKey;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys and channels of shared playbacks. What a playback is shared under is the hash tag of its key: type, game and owner, escaped
 * as {@link Keys} does, with colons between. A recording's has no colon, so the two never meet.
 */
final class PlaybackKeys {
    private final String prefix;

    PlaybackKeys(String prefix) {
        this.prefix = prefix;
    }

    /** A hash: the playback. */
    String playback(SchedulerKey key) {
        return prefix + ":{" + tag(key) + "}:playback";
    }

    /** Where nothing ever is: the server that would have it tells the time. */
    String clock() {
        return prefix + ":{playbacks}:clock";
    }

    /** The channel of the doorbell. */
    String channel() {
        return prefix + ":playbacks";
    }

    /** The channel on which a node hears itself. */
    String channel(String node) {
        return prefix + ":playbacks:" + node;
    }

    /** What the doorbell says. */
    static String message(String node, SchedulerKey key) {
        return node + " " + tag(key);
    }

    /** At whose door; empty if somebody else sent the message. */
    static Optional<SchedulerKey> rung(String message) {
        String[] parts = message.substring(message.indexOf(' ') + 1).split(":", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String type = unescaped(parts[0]);
        String game = unescaped(parts[1]);
        String owner = unescaped(parts[2]);
        return type == null || game == null || owner == null
                ? Optional.empty()
                : Optional.of(new SchedulerKey(type, game, owner));
    }

    static byte[] bytes(String key) {
        return key.getBytes(US_ASCII);
    }

    private static String tag(SchedulerKey key) {
        return escaped(key.type()) + ":" + escaped(key.gameId()) + ":" + escaped(key.owner());
    }

    private static String escaped(String text) {
        // By code unit: nobody has vouched for an owner's name, and unpaired surrogates must not all be the same.
        return Keys.escaped(CodeUnits.encode(text));
    }

    private static @Nullable String unescaped(String text) {
        byte[] bytes = Keys.unescaped(text);
        try {
            return bytes == null ? null : CodeUnits.decode(bytes);
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
