package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.time.Ticker;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What several servers share of their playbacks, in Redis: on one server, behind sentinels or in a cluster, as
 * {@code docs/redis.md} describes under "Playbacks that servers share". One for each manager. Takes the user's Lettuce client and
 * closes only the connections that it opened itself. Thread-safe; nothing but {@link Builder#build()} and {@link #close()} blocks.
 *
 * <p>Each call is one command to Redis, answered or failed within {@link Builder#timeout}. A call that fails has had its effect or
 * not; each may be made again.
 */
public final class RedisSharedPlaybacks implements SharedPlaybacks, AutoCloseable {
    /** How long the reason why a playback was ended is known. */
    private static final Duration ENDED_FOR = Duration.ofMinutes(1);

    /** Redis refuses what ends too far in the future. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final PlaybackKeys keys;
    private final String node;
    private final Duration lease;
    private final Asking asking;
    private final RedisClock clock;
    private final KnownPlaybacks known;
    private final BellConnection doorbell;
    private final Future<?> looking;
    /** Of this object alone: a node that was started again may have the name that it had before. */
    private final String life =
            Long.toString(UUID.randomUUID().getLeastSignificantBits() & Long.MAX_VALUE, Character.MAX_RADIX);

    private final AtomicLong calls = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisSharedPlaybacks(Builder builder, Link link) {
        keys = new PlaybackKeys(builder.prefix);
        node = builder.node;
        lease = builder.lease;
        ScheduledExecutorService executor = builder.executor == null ? link.executor() : builder.executor;
        asking = new Asking(link, builder.ticker, executor, builder.timeout);
        clock = new RedisClock(asking, PlaybackKeys.bytes(keys.clock()), builder.ticker);
        known = new KnownPlaybacks(builder.ticker, TimeUnit.NANOSECONDS.convert(lease));
        long period = TimeUnit.NANOSECONDS.convert(builder.lookEvery);
        doorbell = new BellConnection(
                builder.connecting.bells(),
                asking,
                keys,
                node,
                known,
                builder.ticker,
                2 * period + asking.timeoutNanos());
        try {
            clock.begin();
            doorbell.begin();
            looking = executor.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            closeAll();
            throw e;
        }
    }

    /**
     * Starts with one server, which may be found by sentinels if the client's URI says so.
     *
     * @param client the user's, with the URI to connect to
     */
    public static Builder builder(RedisClient client) {
        requireNonNull(client, "client");
        return new Builder(
                new Connecting(() -> SingleLink.of(client), () -> client.connectPubSub(ByteArrayCodec.INSTANCE)));
    }

    /** Starts with a cluster. */
    public static Builder builder(RedisClusterClient client) {
        requireNonNull(client, "client");
        return new Builder(
                new Connecting(() -> ClusterLink.quiet(client), () -> client.connectPubSub(ByteArrayCodec.INSTANCE)));
    }

    /** With commands and the doorbell on different ways, in tests. */
    static Builder builder(Supplier<Link> link, RedisClient doorbell) {
        return new Builder(new Connecting(link, () -> doorbell.connectPubSub(ByteArrayCodec.INSTANCE)));
    }

    /** How connections are made. */
    private record Connecting(Supplier<Link> link, Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> bells) {}

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

        private final Connecting connecting;
        private String prefix = "rallycast";
        private String node = UUID.randomUUID().toString();
        private Duration lease = Duration.ofSeconds(10);
        private Duration lookEvery = Duration.ofSeconds(2);
        private Duration timeout = Duration.ofSeconds(2);
        private @Nullable ScheduledExecutorService executor;
        private Ticker ticker = Ticker.system();

        private Builder(Connecting connecting) {
            this.connecting = connecting;
        }

        /**
         * With what all keys and channels begin; by default {@code rallycast}. All servers that share playbacks have the same one.
         *
         * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, {@code . _ : -}
         */
        public Builder prefix(String start) {
            prefix = Options.prefix(start);
            return this;
        }

        /**
         * What this server is called, as no other is, not even the same one after it was started again; by default something random.
         *
         * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, {@code . _ -}
         */
        public Builder node(String name) {
            if (!NODE.matcher(requireNonNull(name, "name")).matches()) {
                throw new IllegalArgumentException(
                        "node \"" + name + "\": expected 1 to 64 letters, digits, '.', '_' and '-'");
            }
            node = name;
            return this;
        }

        /**
         * How long the sessions of a server that is heard of no more are counted, and keep their playbacks alive; by default 10 s. It
         * is renewed three times as often.
         *
         * @throws IllegalArgumentException if it is not 100 ms to 1 h
         */
        public Builder lease(Duration time) {
            lease = Options.within("lease", time, Duration.ofMillis(100), Duration.ofHours(1));
            return this;
        }

        /**
         * How often Redis is asked for the time, and the doorbell is tried; by default every 2 s. It costs two small commands.
         *
         * @throws IllegalArgumentException if it is not 10 ms to 1 min
         */
        public Builder lookEvery(Duration period) {
            lookEvery = Options.within("lookEvery", period, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /**
         * How long a call waits for Redis, with all its attempts; by default 2 s.
         *
         * @throws IllegalArgumentException if it is not 10 ms to 1 min
         */
        public Builder timeout(Duration inAll) {
            timeout = Options.within("timeout", inAll, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /**
         * Asks for the time, tries the doorbell, and makes attempts; by default the client's own threads do. It is the caller's, and
         * its threads are never blocked.
         */
        public Builder executor(ScheduledExecutorService threads) {
            executor = requireNonNull(threads, "threads");
            return this;
        }

        /** The clock that is compared with that of Redis; by default the system's. */
        public Builder ticker(Ticker clock) {
            ticker = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Connects, and asks Redis for the time. Blocks.
         *
         * @throws StorageUnavailableException if Redis can't be reached or refuses
         */
        public RedisSharedPlaybacks build() {
            try {
                return new RedisSharedPlaybacks(this, connecting.link().get());
            } catch (RedisException e) {
                throw new StorageUnavailableException("Redis can't be connected to: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void subscribe(SharedPlaybacks.Doorbell bell) {
        known.subscribe(requireNonNull(bell, "doorbell"));
    }

    @Override
    public void unsubscribe(SharedPlaybacks.Doorbell bell) {
        known.unsubscribe(requireNonNull(bell, "doorbell"));
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    /** By how much {@link #now()} may differ from Redis's own time: from that of another node by the sum of both. */
    @Override
    public Duration clockError() {
        return clock.error();
    }

    @Override
    public Duration holdEvery() {
        return lease.dividedBy(3);
    }

    @Override
    public CompletionStage<Shared> open(SchedulerKey key, Shared first, Duration idle) {
        requireNonNull(first, "first");
        // Time for whoever opens it to say that somebody is there.
        Duration atLeast = idle.compareTo(holdEvery()) < 0 ? holdEvery() : idle;
        List<byte[]> args = arguments(keys.channel(), PlaybackKeys.message(node, key), millis(atLeast));
        SharedFields.encode(args, node, first);
        known.add(key);
        return run(key, "can't be opened", Script.OPEN_PLAYBACK, args).thenApply(reply -> {
            Shared there = reply.found().shared();
            if (there == null) {
                throw new StorageUnavailableException(keys.playback(key) + " was opened, and is not there");
            }
            return there;
        });
    }

    @Override
    public CompletionStage<Found> find(SchedulerKey key) {
        String name = keys.playback(key);
        return asking.call(
                        name + " can't be read",
                        commands -> commands.hmget(PlaybackKeys.bytes(name), SharedFields.names()))
                .thenApply(fields -> {
                    List<byte @Nullable []> values = new ArrayList<>(fields.size());
                    for (KeyValue<byte[], byte[]> field : fields) {
                        values.add(field.getValueOrElse(null));
                    }
                    return SharedFields.decode(name, values, 0);
                });
    }

    @Override
    public CompletionStage<Outcome> change(SchedulerKey key, long expected, Shared next) {
        List<byte[]> state = new ArrayList<>();
        SharedFields.encode(state, node, requireNonNull(next, "next"));
        List<byte[]> args = arguments(keys.channel());
        args.add(Bell.encode(node, key, state));
        for (String more : List.of(Long.toString(expected), millis(remembered()), call())) {
            args.add(more.getBytes(US_ASCII));
        }
        args.addAll(state);
        return run(key, "can't be changed", Script.CHANGE_PLAYBACK, args)
                .thenApply(reply -> new Outcome(reply.word().equals("OK"), reply.found()));
    }

    @Override
    public CompletionStage<Seat> takeSeat(SchedulerKey key, String playback, String user, int seats) {
        List<byte[]> args = arguments();
        args.add(CodeUnits.encode(playback));
        args.add(CodeUnits.encode(user));
        args.add(Entry.ascii(seats));
        return run(key, "gives no seat", Script.TAKE_SEAT, args).thenApply(reply -> Seat.valueOf(reply.word()));
    }

    @Override
    public CompletionStage<Held> hold(SchedulerKey key, String playback, Presence here, Duration idle) {
        List<byte[]> args = arguments();
        args.add(CodeUnits.encode(playback));
        args.add(Entry.ascii(here.sessions()));
        args.add(Entry.ascii(here.controllers()));
        args.add(millis(lease).getBytes(US_ASCII));
        args.add(millis(idle).getBytes(US_ASCII));
        if (here.sessions() > 0) {
            known.add(key);
        } else {
            known.remove(key);
        }
        return run(key, "can't be held", Script.HOLD_PLAYBACK, args)
                .thenApply(reply -> new Held(reply.found(), new Presence(reply.first(), reply.second())));
    }

    @Override
    public CompletionStage<Boolean> end(SchedulerKey key, String playback, String reason, boolean evenIfWatched) {
        List<byte[]> args = arguments();
        args.add(CodeUnits.encode(playback));
        args.add(CodeUnits.encode(reason));
        args.add(Entry.ascii(evenIfWatched ? 1 : 0));
        args.add(call().getBytes(US_ASCII));
        args.add(millis(ENDED_FOR).getBytes(US_ASCII));
        args.add(keys.channel().getBytes(US_ASCII));
        args.add(PlaybackKeys.message(node, key).getBytes(US_ASCII));
        args.add(millis(lease).getBytes(US_ASCII));
        return run(key, "can't be ended", Script.END_PLAYBACK, args)
                .thenApply(reply -> reply.word().equals("OK"));
    }

    /** Closes the connections that were opened here; calls that have no answer yet fail. Nodes are gone when their leases end. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            looking.cancel(false);
            closeAll();
        }
    }

    private void closeAll() {
        doorbell.close();
        asking.close();
    }

    /** A name that no other call has. */
    private String call() {
        return life + "-" + calls.incrementAndGet();
    }

    /** For how long it is known who made a change: until nobody can ask for it once more. */
    private Duration remembered() {
        Duration asked = Duration.ofNanos(asking.timeoutNanos());
        return lease.compareTo(asked) > 0 ? lease : asked;
    }

    private void look() {
        clock.ask();
        doorbell.probe();
        known.forgetOld();
    }

    private CompletionStage<Reply> run(SchedulerKey key, String problem, Script script, List<byte[]> args) {
        String name = keys.playback(key);
        return asking.script(name + " " + problem, script, PlaybackKeys.bytes(name), args.toArray(new byte[0][]))
                .thenApply(values -> Reply.of(name, values));
    }

    private List<byte[]> arguments(String... more) {
        List<byte[]> args = new ArrayList<>();
        args.add(node.getBytes(US_ASCII));
        for (String one : more) {
            args.add(one.getBytes(US_ASCII));
        }
        return args;
    }

    private static String millis(Duration time) {
        Duration most = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return Long.toString(Math.max(0, most.toMillis()));
    }

    /** What a script answered. */
    private record Reply(String word, int first, int second, Found found) {
        static Reply of(String key, List<byte[]> values) {
            String word = new String(values.get(0), US_ASCII);
            if (word.equals("FOREIGN")) {
                throw new StorageUnavailableException(
                        key + " holds no playback that this version can read: its format is \""
                                + new String(values.get(1), US_ASCII) + "\"");
            }
            return new Reply(
                    word,
                    number(values.get(1)),
                    number(values.get(2)),
                    SharedFields.decode(key, new ArrayList<>(values), 3));
        }

        private static int number(byte[] digits) {
            return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(new String(digits, US_ASCII)));
        }
    }
}
