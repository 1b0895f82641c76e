package dev.rallycast.examples;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.redis.RedisGameStorage;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What several demos share in one Redis: the recordings, and the playbacks. */
final class DemoRedis implements AutoCloseable {
    private final RedisConnecting connecting;
    private final RedisGameStorage storage;
    private final RedisSharedPlaybacks playbacks;

    private DemoRedis(RedisConnecting connecting, RedisGameStorage storage, RedisSharedPlaybacks playbacks) {
        this.connecting = connecting;
        this.storage = storage;
        this.playbacks = playbacks;
    }

    /**
     * Connects.
     *
     * @param server what this server is called: it may be called so again after it was started again
     * @param options changes those of what is shared
     * @throws DemoServerException if Redis can't be reached or refuses; the message has no password
     */
    static DemoRedis open(RedisPlace place, String server, UnaryOperator<RedisSharedPlaybacks.Builder> options) {
        RedisConnecting connecting = RedisConnecting.to(place);
        RedisGameStorage storage = null;
        try {
            storage = connecting.storage().build();
            // What went before it under this name may still be counted.
            String node = server + "-" + UUID.randomUUID().toString().substring(0, 13);
            RedisSharedPlaybacks playbacks =
                    options.apply(connecting.playbacks().node(node)).build();
            return new DemoRedis(connecting, storage, playbacks);
        } catch (StorageUnavailableException e) {
            if (storage != null) {
                storage.close();
            }
            connecting.close();
            throw new DemoServerException(
                    "Redis at " + place.servers() + " can't be used: " + DemoServerException.rootOf(e), e);
        }
    }

    WritableGameStorage storage() {
        return storage;
    }

    SharedPlaybacks playbacks() {
        return playbacks;
    }

    @Override
    public void close() {
        playbacks.close();
        storage.close();
        connecting.close();
    }
}
