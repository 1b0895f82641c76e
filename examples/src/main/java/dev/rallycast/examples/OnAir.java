package dev.rallycast.examples;

import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which matches are being recorded now, on whichever server: live matches without an end mark. Thread-safe. */
final class OnAir {
    private static final Logger LOG = LoggerFactory.getLogger(OnAir.class);

    private final GameStorage storage;
    /** What has ended stays so, and need not be opened again. */
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    OnAir(GameStorage storage) {
        this.storage = storage;
    }

    /** Whether the game is on now; not if that can't be found out. */
    boolean isLive(String gameId) {
        if (!gameId.startsWith(LiveMatch.PREFIX) || ended.contains(gameId)) {
            return false;
        }
        try (Recording recording = storage.open(gameId)) {
            if (!recording.extent().ended()) {
                return true;
            }
            ended.add(gameId);
        } catch (ReplayException e) {
            LOG.warn("It is not known whether {} is live", gameId, e);
        }
        return false;
    }
}
