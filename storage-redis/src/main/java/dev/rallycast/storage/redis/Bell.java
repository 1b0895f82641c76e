package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a doorbell says: who rings, for which playback, and what was agreed on, as the fields of the hash with their lengths before them.
 *
 * @param node who rings
 * @param news the state, or null if it is not said, or can't be read
 */
record Bell(String node, SchedulerKey key, @Nullable Shared news) {
    /** Fields that come with a bell: all but the reason of an end. */
    private static final int FIELDS = 16;

    /** A bell that only rings. */
    static byte[] encode(String node, SchedulerKey key) {
        return PlaybackKeys.message(node, key).getBytes(US_ASCII);
    }

    /**
     * A bell with news.
     *
     * @param state as the arguments of a script, see {@link SharedFields#encode}
     */
    static byte[] encode(String node, SchedulerKey key, List<byte[]> state) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encode(node, key));
        out.write(' ');
        append(out, SharedFields.FORMAT.getBytes(US_ASCII));
        state.forEach(value -> append(out, value));
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, byte[] value) {
        out.writeBytes((value.length + ":").getBytes(US_ASCII));
        out.writeBytes(value);
    }

    /** What was heard; empty if somebody else has sent it. */
    static Optional<Bell> decode(byte[] message) {
        int name = indexOf(message, ' ', 0);
        if (name < 0) {
            return Optional.empty();
        }
        int end = indexOf(message, ' ', name + 1);
        String head = new String(message, 0, end < 0 ? message.length : end, US_ASCII);
        return PlaybackKeys.rung(head)
                .map(key -> new Bell(head.substring(0, name), key, end < 0 ? null : news(key, message, end + 1)));
    }

    /** Whoever can't read the news looks. */
    private static @Nullable Shared news(SchedulerKey key, byte[] message, int first) {
        List<byte @Nullable []> values = new ArrayList<>();
        int at = first;
        while (at < message.length) {
            int colon = indexOf(message, ':', at);
            int length = colon < 0 || colon - at > 8 ? -1 : number(message, at, colon);
            if (length < 0 || length > message.length - colon - 1 || values.size() == FIELDS) {
                return null;
            }
            at = colon + 1 + length;
            values.add(Arrays.copyOfRange(message, colon + 1, at));
        }
        while (values.size() <= FIELDS) {
            values.add(null);
        }
        try {
            return SharedFields.decode("the news of " + key, values, 0).shared();
        } catch (StorageUnavailableException e) {
            return null;
        }
    }

    private static int number(byte[] message, int from, int to) {
        int number = from == to ? -1 : 0;
        for (int i = from; i < to; i++) {
            int digit = message[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int indexOf(byte[] message, char wanted, int from) {
        for (int i = from; i < message.length; i++) {
            if (message[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
