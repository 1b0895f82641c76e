package dev.rallycast.benchmarks.redis;

import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** One server as its applications have it: a client of Redis, what it shares there, and a manager. */
final class Node implements AutoCloseable {
    /** The recording that is played. */
    static final String GAME = "match";

    private static final String MODE = "spectator";
    private static final String START = "{\"action\":\"start\",\"game_id\":\"" + GAME + "\",\"mode\":\"" + MODE + "\"}";
    private static final Duration NEVER = Duration.ofDays(1);

    private final RedisClient client;
    private final RedisSharedPlaybacks shared;
    private final SchedulerManager manager;
    private final int viewers;

    private Node(RedisClient client, RedisSharedPlaybacks shared, GameStorage recordings, int viewers) {
        this.client = client;
        this.shared = shared;
        this.viewers = viewers;
        manager = SchedulerManager.builder(recordings)
                .shared(shared)
                .limits(Limits.builder()
                        .maxConnections(viewers)
                        .maxSessionsPerGame(viewers)
                        .ping(NEVER)
                        .pong(NEVER)
                        .heartbeat(NEVER)
                        .build())
                .build();
    }

    /** A node with the default options. */
    static Node start(RedisURI uri, String prefix, GameStorage recordings, int viewers) {
        RedisClient client = RedisClient.create(uri);
        return start(client, RedisSharedPlaybacks.builder(client).prefix(prefix), recordings, viewers);
    }

    /** A node that says more often that it is there, and looks more often whether it hears. */
    static Node restless(
            RedisURI uri, String prefix, Duration lease, Duration lookEvery, GameStorage recordings, int viewers) {
        RedisClient client = RedisClient.create(uri);
        return start(
                client,
                RedisSharedPlaybacks.builder(client).prefix(prefix).lease(lease).lookEvery(lookEvery),
                recordings,
                viewers);
    }

    private static Node start(
            RedisClient client, RedisSharedPlaybacks.Builder builder, GameStorage recordings, int viewers) {
        try {
            return new Node(client, builder.build(), recordings, viewers);
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    /**
     * Lets all viewers in, and returns when they watch.
     *
     * @param heard is told what each of them is sent
     */
    void join(Consumer<WireMessage> heard) throws IOException {
        Semaphore started = new Semaphore(0);
        for (int i = 0; i < viewers; i++) {
            Viewer viewer = new Viewer("v" + i, message -> {
                heard.accept(message);
                if (Viewer.is("started", message)) {
                    started.release();
                }
            });
            manager.clients().connect(viewer, User.anonymous(viewer.id())).onText(START);
        }
        Waiting.times("the start of " + viewers + " viewers", started, viewers);
    }

    /** What is played. */
    Scheduler playback() throws IOException {
        return manager.scheduler(new SchedulerKey(MODE, GAME, ""))
                .orElseThrow(() -> new IOException("nothing is played on node " + shared.node()));
    }

    RedisSharedPlaybacks shared() {
        return shared;
    }

    @Override
    public void close() {
        manager.close();
        shared.close();
        client.shutdown();
    }
}
