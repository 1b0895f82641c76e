package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.time.Ticker;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recordings as Redis Streams, on one server, behind sentinels or in a cluster, as {@code docs/redis.md} describes. Takes the user's
 * Lettuce client and closes only the connections that it opened itself. Thread-safe; its methods wait for Redis, and must not be
 * called on the client's own threads.
 *
 * <p>Appends are applied exactly once, also if Lettuce sends them again after a connection was lost. A game has at most one writer on
 * all machines; one that does not renew its lock in time can be followed by another, and can't append any more then. Readers anywhere
 * are told of growth at once, or at the next look.
 */
public final class RedisGameStorage implements WritableGameStorage {
    private final Calls calls;
    private final Tapes tapes;
    private final Games games;
    private final String prefix;
    private final RedisRecordingWriter.Terms terms;

    private RedisGameStorage(Builder builder, Link link) {
        prefix = builder.prefix;
        calls = new Calls(link, builder.ticker, builder.attempt, builder.total);
        games = new Games(calls, prefix);
        ScheduledExecutorService executor = builder.executor == null ? link.executor() : builder.executor;
        tapes = new Tapes(calls, executor, builder.lookEvery);
        terms = new RedisRecordingWriter.Terms(builder.durability, builder.lease, executor);
    }

    /**
     * Starts a storage on one server, which may be found by sentinels if the client's URI says so.
     *
     * @param client the user's, with the URI to connect to
     */
    public static Builder builder(RedisClient client) {
        requireNonNull(client, "client");
        return new Builder(waits -> SingleLink.of(client, waits));
    }

    /** Starts a storage in a cluster. */
    public static Builder builder(RedisClusterClient client) {
        requireNonNull(client, "client");
        return new Builder(waits -> ClusterLink.of(client));
    }

    /**
     * Starts a storage on a connection of the user's, who closes it. Growth is seen by looking only, as there is nothing to subscribe
     * on; and who waits for replicas holds up all others on the connection.
     *
     * @throws IllegalArgumentException if the connection reads from replicas, which may be behind
     */
    public static Builder builder(StatefulRedisConnection<byte[], byte[]> connection) {
        requireNonNull(connection, "connection");
        if (connection instanceof StatefulRedisMasterReplicaConnection<byte[], byte[]> several) {
            ReadFrom from = several.getReadFrom();
            if (from != null && !from.equals(ReadFrom.UPSTREAM)) {
                throw new IllegalArgumentException("the connection reads from " + from
                        + ": expected ReadFrom.UPSTREAM, as replicas may be behind");
            }
        }
        return new Builder(waits -> SingleLink.of(connection));
    }

    /** Takes the place of a client in tests. */
    static Builder builder(Link link) {
        return new Builder(waits -> link);
    }

    /** Connects. */
    private interface Connecting {
        Link connect(boolean waits);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final Connecting connecting;
        private String prefix = "rallycast";
        private Durability durability = Durability.acknowledged();
        private Duration lease = Duration.ofSeconds(10);
        private Duration lookEvery = Duration.ofSeconds(1);
        private Duration attempt = Duration.ofSeconds(2);
        private Duration total = Duration.ofSeconds(15);
        private @Nullable ScheduledExecutorService executor;
        private Ticker ticker = Ticker.system();

        private Builder(Connecting connecting) {
            this.connecting = connecting;
        }

        /**
         * With what all keys and channels begin; by default {@code rallycast}.
         *
         * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, {@code . _ : -}
         */
        public Builder prefix(String start) {
            prefix = Options.prefix(start);
            return this;
        }

        /** What an append has survived when it returns; by default {@link Durability#acknowledged()}. */
        public Builder durability(Durability level) {
            durability = requireNonNull(level, "level");
            return this;
        }

        /**
         * How long a writer that is heard of no more keeps others from writing; by default 10 s. It is renewed three times as often,
         * and with every append.
         *
         * @throws IllegalArgumentException if it is not 100 ms to 1 h
         */
        public Builder lease(Duration time) {
            lease = Options.within("lease", time, Duration.ofMillis(100), Duration.ofHours(1));
            return this;
        }

        /**
         * How often the recordings that are open and still grow are looked at, in case that word of their growth was lost; by default
         * once a second. It costs one small command for each.
         *
         * @throws IllegalArgumentException if it is not 10 ms to 1 h
         */
        public Builder lookEvery(Duration period) {
            lookEvery = Options.within("lookEvery", period, Duration.ofMillis(10), Duration.ofHours(1));
            return this;
        }

        /**
         * How long to wait for Redis: for one attempt, by default 2 s, and in all, by default 15 s, which should be longer than a
         * failover takes. Waiting for replicas comes on top.
         *
         * @throws IllegalArgumentException if they are not 10 ms to 1 h, the first not above the second
         */
        public Builder timeouts(Duration oneAttempt, Duration inAll) {
            Duration longest = Duration.ofHours(1);
            attempt = Options.within("oneAttempt", oneAttempt, Duration.ofMillis(10), longest);
            total = Options.within("inAll", inAll, oneAttempt, longest);
            return this;
        }

        /**
         * Looks for growth and renews locks; by default the client's own threads do. It is the caller's, and its threads are never
         * blocked.
         */
        public Builder executor(ScheduledExecutorService threads) {
            executor = requireNonNull(threads, "threads");
            return this;
        }

        /** Measures how long attempts take; by default the system's. */
        public Builder ticker(Ticker clock) {
            ticker = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Connects.
         *
         * @throws StorageUnavailableException if Redis can't be reached or refuses
         */
        public RedisGameStorage build() {
            try {
                return new RedisGameStorage(this, connecting.connect(durability.replicas() > 0));
            } catch (RedisException e) {
                throw new StorageUnavailableException("Redis can't be connected to: " + e.getMessage(), e);
            }
        }
    }

    /** What an append has survived when it returns. */
    public Durability durability() {
        return terms.durability();
    }

    @Override
    public Optional<Game> find(String gameId) {
        return Optional.ofNullable(meta(gameId, keys(gameId))).map(Meta::game);
    }

    @Override
    public Stream<Game> list() {
        requireOpen();
        return games.list();
    }

    @Override
    public Recording open(String gameId) {
        Keys keys = keys(gameId);
        Tape tape = tapes.acquire(keys, found(gameId, keys));
        return new RedisRecording(tape, () -> tapes.release(tape));
    }

    @Override
    public RecordingWriter create(Game game) {
        String gameId = requireNonNull(game, "game").id();
        Keys keys = keys(gameId);
        String incarnation = UUID.randomUUID().toString();
        byte[] token = token();
        // Before the recording: one that is not listed would never be found again.
        games.add(gameId);
        // Whoever waits for replicas behind an append waits for this, too.
        List<byte[]> made = calls.script(
                "game \"" + gameId + "\" can't be created in " + keys.meta(),
                Script.CREATE,
                new byte[][] {Keys.bytes(keys.meta()), Keys.bytes(keys.lock())},
                token,
                terms.leaseMillis(),
                incarnation.getBytes(US_ASCII),
                GameText.encode(game));
        if (!text(made, 0).equals("OK")) {
            throw new GameExistsException("game \"" + gameId + "\" has a recording already: " + keys.meta());
        }
        // And behind it: who deleted the one before may have removed the id meanwhile.
        games.add(gameId);
        Tape tape = tapes.acquire(keys, new Meta(game, incarnation, new Extent(0, false), 0));
        return writer(tape, token, 0, 0);
    }

    @Override
    public RecordingWriter append(String gameId) {
        Keys keys = keys(gameId);
        Meta meta = found(gameId, keys);
        byte[] token = token();
        List<byte[]> opened = calls.script(
                "game \"" + gameId + "\" can't be opened to write",
                Script.OPEN,
                new byte[][] {Keys.bytes(keys.meta()), Keys.bytes(keys.lock())},
                token,
                terms.leaseMillis(),
                meta.incarnation().getBytes(US_ASCII));
        switch (text(opened, 0)) {
            case "OK" -> {}
            case "ENDED" ->
                throw new RecordingEndedException("game \"" + gameId + "\" has its end mark: nothing can follow");
            case "LOCKED" ->
                throw new RecordingLockedException(
                        "game \"" + gameId + "\" is being recorded by another writer: " + keys.lock());
            default -> throw notFound(gameId, keys);
        }
        Tape tape = tapes.acquire(keys, meta);
        return writer(tape, token, Long.parseLong(text(opened, 1)), Long.parseLong(text(opened, 2)));
    }

    @Override
    public boolean delete(String gameId) {
        Keys keys = keys(gameId);
        // By its incarnation, so that the same command once more doesn't delete another one.
        Optional<byte[]> incarnation = Optional.ofNullable(calls.call(
                "game \"" + gameId + "\" can't be looked for",
                commands -> commands.hget(Keys.bytes(keys.meta()), "incarnation".getBytes(US_ASCII))));
        if (incarnation.isEmpty()) {
            requireNothing(gameId, keys);
            return false;
        }
        String stream = keys.stream(new String(incarnation.get(), US_ASCII));
        List<byte[]> deleted = calls.script(
                "game \"" + gameId + "\" can't be deleted",
                Script.DELETE,
                new byte[][] {Keys.bytes(keys.meta()), Keys.bytes(stream), Keys.bytes(keys.lock())},
                incarnation.get(),
                Keys.bytes(keys.channel()));
        if (text(deleted, 0).equals("LOCKED")) {
            throw new RecordingLockedException(
                    "game \"" + gameId + "\" is being recorded: it can't be deleted: " + keys.lock());
        }
        games.remove(gameId);
        return true;
    }

    /**
     * Compares the list of games with the recordings that are there, and adds and removes what is missing and what is too much. Only
     * needed after keys were lost or changed from outside, or if a process ended in the middle of {@link #delete}; it goes through all
     * keys of all masters, bit by bit.
     *
     * @return how many games were added or removed
     * @throws StorageUnavailableException if storage failed
     * @throws RecordingClosedException if the storage is closed
     */
    public long repairList() {
        requireOpen();
        return games.repair();
    }

    @Override
    public void close() {
        tapes.closeStorage();
    }

    private RecordingWriter writer(Tape tape, byte[] token, long size, long lastMicros) {
        return new RedisRecordingWriter(tape, terms, token, size, lastMicros, () -> tapes.release(tape));
    }

    private Meta found(String gameId, Keys keys) {
        Meta meta = meta(gameId, keys);
        if (meta == null) {
            throw notFound(gameId, keys);
        }
        return meta;
    }

    private @Nullable Meta meta(String gameId, Keys keys) {
        return Meta.of(
                gameId,
                keys,
                calls.call(
                        "game \"" + gameId + "\": " + keys.meta() + " can't be read",
                        commands -> Meta.ask(commands, keys)));
    }

    private void requireNothing(String gameId, Keys keys) {
        long there = calls.call(
                "game \"" + gameId + "\" can't be looked for", commands -> commands.exists(Keys.bytes(keys.meta())));
        if (there > 0) {
            throw new CorruptRecordingException(
                    "game \"" + gameId + "\": " + keys.meta() + " has no \"incarnation\": it is left as it is");
        }
    }

    private static byte[] token() {
        return UUID.randomUUID().toString().getBytes(US_ASCII);
    }

    private Keys keys(String gameId) {
        requireNonNull(gameId, "gameId");
        requireOpen();
        return Keys.of(prefix, GameIds.require(gameId));
    }

    private void requireOpen() {
        if (tapes.isStorageClosed()) {
            throw new RecordingClosedException("the storage in Redis under " + prefix + " is closed");
        }
    }

    private GameNotFoundException notFound(String gameId, Keys keys) {
        return new GameNotFoundException("game \"" + gameId + "\" has no recording in " + keys.meta());
    }

    private static String text(List<byte[]> reply, int place) {
        return new String(reply.get(place), US_ASCII);
    }
}
