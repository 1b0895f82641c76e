package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.MatchTime;
import dev.rallycast.spi.Recording.Extent;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recording's hash says.
 *
 * @param game the metadata
 * @param incarnation names the content
 * @param extent how far it goes
 * @param bytes how many bytes its events have in all
 */
record Meta(Game game, String incarnation, Extent extent, long bytes) {
    /** The version of the format. */
    static final String VERSION = "1";

    private static final byte[][] FIELDS = {
        bytes("format"), bytes("incarnation"), bytes("game"), bytes("events"), bytes("ended"), bytes("bytes")
    };

    /** Asks for what {@link #of} understands. */
    static RedisFuture<List<KeyValue<byte[], byte[]>>> ask(
            RedisClusterAsyncCommands<byte[], byte[]> commands, Keys keys) {
        return commands.hmget(Keys.bytes(keys.meta()), FIELDS);
    }

    /**
     * Understands an answer; null if there is no recording.
     *
     * @throws CorruptRecordingException if it makes no sense
     */
    static @Nullable Meta of(String gameId, Keys keys, List<KeyValue<byte[], byte[]>> answer) {
        if (answer.stream().noneMatch(KeyValue::hasValue)) {
            return null;
        }
        String place = "game \"" + gameId + "\": " + keys.meta();
        for (KeyValue<byte[], byte[]> value : answer) {
            if (!value.hasValue()) {
                throw new CorruptRecordingException(
                        place + ": no \"" + new String(value.getKey(), US_ASCII) + "\": expected a recording's fields");
            }
        }
        String version = text(answer, 0);
        if (!version.equals(VERSION)) {
            throw new CorruptRecordingException(place + ": format \"" + version + "\": expected " + VERSION);
        }
        try {
            Game game = GameText.decode(answer.get(2).getValue());
            if (!game.id().equals(gameId)) {
                throw new CorruptRecordingException(place + ": the metadata is of game \"" + game.id() + "\"");
            }
            return new Meta(
                    game,
                    text(answer, 1),
                    new Extent(number(text(answer, 3)), text(answer, 4).equals("1")),
                    number(text(answer, 5)));
        } catch (IOException | NumberFormatException e) {
            throw new CorruptRecordingException(place + ": not a recording's metadata: " + firstLine(e), e);
        }
    }

    /**
     * A number that is not negative.
     *
     * @throws NumberFormatException if it isn't one
     */
    static long number(String text) {
        long number = Long.parseLong(text);
        if (number < 0 || number > MatchTime.MAX_NANOS) {
            throw new NumberFormatException("\"" + text + "\" is out of range");
        }
        return number;
    }

    private static String text(List<KeyValue<byte[], byte[]>> answer, int place) {
        return new String(answer.get(place).getValue(), UTF_8);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
