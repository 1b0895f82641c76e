package dev.rallycast.examples;

import io.lettuce.core.RedisURI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code recording convert} reads and writes: a file, or the recordings in a Redis.
 *
 * @param path the file; null for a Redis
 * @param redis null for a file
 */
record Place(@Nullable Path path, @Nullable RedisURI redis) {
    private static final Pattern REDIS = Pattern.compile("(?i)(redis|rediss|redis-sentinel)://.*", Pattern.DOTALL);

    /** What is written of a password with these characters as they are would be taken for a host. */
    private static final Pattern AT_THE_WRONG_PLACE = Pattern.compile("[#?].*@");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    /** Whether an argument is meant to be a Redis. */
    static boolean isRedis(String word) {
        return REDIS.matcher(word).matches();
    }

    /**
     * What an argument names.
     *
     * @throws UsageException if it names nothing that can be; no password is in the message
     */
    static Place of(String word) throws UsageException {
        if (!isRedis(word)) {
            return new Place(path(word), null);
        }
        try {
            RedisURI uri = RedisURI.create(word);
            if (!AT_THE_WRONG_PLACE.matcher(word).find()
                    && (uri.getSentinelMasterId() != null
                            || HOST.matcher(uri.getHost()).matches())) {
                return new Place(null, uri);
            }
        } catch (IllegalArgumentException e) {
            // The same message as for a part that was taken for the host.
        }
        // What is wrong may be the password, so it is not repeated.
        throw new UsageException(word.substring(0, word.indexOf(':'))
                + "://... is not a Redis URI: expected redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], rediss://... or"
                + " redis-sentinel://HOST[:PORT][,HOST[:PORT]...]#MASTER, with #, ?, / and @ in a password as %23, %3F, %2F"
                + " and %40.");
    }

    /** A file's. */
    static Path path(String word) throws UsageException {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + word + "\" is not a path: " + e.getReason() + ".");
        }
    }

    /** For messages; without a password. */
    @Override
    public String toString() {
        if (redis == null) {
            return String.valueOf(path);
        }
        String master = redis.getSentinelMasterId();
        return master == null
                ? "redis://" + redis.getHost() + ":" + redis.getPort()
                : "redis-sentinel master " + master;
    }
}
