package dev.rallycast.examples;

import static java.util.stream.Collectors.joining;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Redis that somebody named by a URI: one server, one behind sentinels, or a cluster.
 *
 * @param uris the servers of a cluster to begin with, otherwise one
 */
record RedisPlace(boolean cluster, List<RedisURI> uris) {
    static final String FORMS = "redis://HOST:PORT, rediss://HOST:PORT, redis-sentinel://HOST:PORT,HOST:PORT#MASTER or"
            + " redis-cluster://HOST:PORT,HOST:PORT";

    private static final Pattern SCHEME =
            Pattern.compile("(?i)(rediss?|redis-sentinel|(rediss?)-cluster)://(.*)", Pattern.DOTALL);

    /** What is written of a password with these characters as they are would be taken for a host. */
    private static final Pattern AT_THE_WRONG_PLACE = Pattern.compile("[#?].*@");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    /** A cluster has one database, and no options of its own. */
    private static final Pattern SERVERS_ONLY = Pattern.compile("[^/?#]+");

    /** Whether an argument is meant to be a Redis. */
    static boolean isNamedBy(String word) {
        return SCHEME.matcher(word).matches();
    }

    /**
     * What a URI names.
     *
     * @throws UsageException if it names nothing that can be; no password is in the message
     */
    static RedisPlace of(String word) throws UsageException {
        Matcher matcher = SCHEME.matcher(word);
        if (matcher.matches() && !AT_THE_WRONG_PLACE.matcher(word).find()) {
            String cluster = matcher.group(2);
            try {
                List<RedisURI> uris = cluster == null
                        ? List.of(RedisURI.create(word))
                        : servers(cluster.toLowerCase(Locale.ROOT), matcher.group(3));
                if (!uris.isEmpty() && uris.stream().allMatch(RedisPlace::canBe)) {
                    return new RedisPlace(cluster != null, uris);
                }
            } catch (IllegalArgumentException e) {
                // The same message as for a part that was taken for the host.
            }
        }
        // What is wrong may be the password, so it is not repeated.
        throw new UsageException(word.substring(0, Math.max(0, word.indexOf(':')))
                + "://... is not a Redis URI: expected redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], rediss://...,"
                + " redis-sentinel://HOST[:PORT][,HOST[:PORT]...]#MASTER or"
                + " redis-cluster://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]...] (rediss-cluster:// with TLS), with #, ?, / and @"
                + " in a password as %23, %3F, %2F and %40.");
    }

    /** Servers with commas between; who asks is written once, before the first. */
    private static List<RedisURI> servers(String scheme, String text) {
        if (!SERVERS_ONLY.matcher(text).matches()) {
            return List.of();
        }
        int host = text.lastIndexOf('@') + 1;
        List<RedisURI> uris = new ArrayList<>();
        for (String server : text.substring(host).split(",", -1)) {
            uris.add(RedisURI.create(scheme + "://" + text.substring(0, host) + server));
        }
        return List.copyOf(uris);
    }

    private static boolean canBe(RedisURI uri) {
        return uri.getSentinelMasterId() != null
                || (uri.getHost() != null && HOST.matcher(uri.getHost()).matches());
    }

    /** The places of its servers, without who asks. */
    String servers() {
        RedisURI first = uris.get(0);
        String master = first.getSentinelMasterId();
        List<RedisURI> all = master == null ? uris : first.getSentinels();
        return all.stream().map(uri -> uri.getHost() + ":" + uri.getPort()).collect(joining(","))
                + (master == null ? "" : "#" + master);
    }

    /** For messages; without a password. */
    @Override
    public String toString() {
        String master = uris.get(0).getSentinelMasterId();
        return master != null
                ? "redis-sentinel master " + master
                : (cluster ? "redis-cluster://" : "redis://") + servers();
    }
}
