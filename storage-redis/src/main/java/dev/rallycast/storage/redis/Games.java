package dev.rallycast.storage.redis;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameIds;
import dev.rallycast.spi.LogText;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sorted set of all games' ids. In a cluster it is on another node than most recordings, so it can't change together with them: an
 * id is added before its recording and removed behind it, and each side looks once more at what the other did.
 */
final class Games {
    private static final Logger LOG = LoggerFactory.getLogger(Games.class);
    private static final int PAGE = 256;
    private static final String CANT_LIST = "the games can't be listed";

    private final Calls calls;
    private final String prefix;
    private final byte[] key;

    Games(Calls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
        this.key = Keys.bytes(Keys.games(prefix));
    }

    void add(String gameId) {
        byte[] member = CodeUnits.encode(gameId);
        calls.call(
                "game \"" + gameId + "\" can't be added to " + Keys.games(prefix),
                commands -> commands.zadd(key, 0, member));
    }

    /** Removes the id of a recording that was deleted. */
    void remove(String gameId) {
        byte[] member = CodeUnits.encode(gameId);
        calls.call(
                "game \"" + gameId + "\" can't be removed from " + Keys.games(prefix),
                commands -> commands.zrem(key, member));
        // Somebody may have made it anew before it was removed here.
        Keys keys = Keys.of(prefix, gameId);
        long there = calls.call(
                "game \"" + gameId + "\" can't be looked for", commands -> commands.exists(Keys.bytes(keys.meta())));
        if (there > 0) {
            add(gameId);
        }
    }

    /** All games in the order of their ids, read page by page. */
    Stream<Game> list() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Pages(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Adds what is missing and removes what is too much, and returns how many ids that were. */
    long repair() {
        return addMissing() + removeSpare();
    }

    private long addMissing() {
        long added = 0;
        ScanArgs args = ScanArgs.Builder.matches(Keys.everyMeta(prefix)).limit(1_000);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor from = cursor;
            KeyScanCursor<byte[]> found = calls.call("keys can't be scanned", commands -> commands.scan(from, args));
            for (byte[] meta : found.getKeys()) {
                Optional<String> gameId = Keys.gameOfMeta(prefix, meta);
                if (gameId.isPresent()) {
                    byte[] member = CodeUnits.encode(gameId.get());
                    added += calls.call("games can't be added", commands -> commands.zadd(key, 0, member));
                }
            }
            cursor = found;
        } while (!cursor.isFinished());
        return added;
    }

    private long removeSpare() {
        long removed = 0;
        byte[] last = null;
        List<byte[]> page;
        do {
            page = page(last);
            for (byte[] member : page) {
                String gameId = id(member);
                if (gameId == null) {
                    removed += calls.call("games can't be removed", commands -> commands.zrem(key, member));
                } else if (calls.call(
                                "game \"" + gameId + "\" can't be looked for",
                                commands -> commands.exists(
                                        Keys.bytes(Keys.of(prefix, gameId).meta())))
                        == 0) {
                    remove(gameId);
                    removed++;
                }
                last = member;
            }
        } while (page.size() == PAGE);
        return removed;
    }

    private List<byte[]> page(byte @Nullable [] after) {
        Range<byte[]> range =
                after == null ? Range.unbounded() : Range.from(Boundary.excluding(after), Boundary.unbounded());
        return calls.call(CANT_LIST, commands -> commands.zrangebylex(key, range, Limit.from(PAGE)));
    }

    private @Nullable String id(byte[] member) {
        try {
            String gameId = CodeUnits.decode(member);
            if (GameIds.isValid(gameId)) {
                return gameId;
            }
        } catch (CharacterCodingException e) {
            // The same message as for an id that breaks the rule.
        }
        LOG.warn("{} has a member of {} bytes that is no game's id", Keys.games(prefix), member.length);
        return null;
    }

    /** Games page by page. */
    private final class Pages implements Iterator<Game> {
        private Iterator<Game> page = List.<Game>of().iterator();
        private byte @Nullable [] last;
        private boolean done;

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && !done) {
                List<byte[]> members = page(last);
                done = members.size() < PAGE;
                if (!members.isEmpty()) {
                    last = members.get(members.size() - 1);
                    page = games(members).iterator();
                }
            }
            return page.hasNext();
        }

        @Override
        public Game next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.next();
        }

        private List<Game> games(List<byte[]> members) {
            List<String> ids = new ArrayList<>(members.size());
            for (byte[] member : members) {
                String gameId = id(member);
                if (gameId != null) {
                    ids.add(gameId);
                }
            }
            return calls.run(CANT_LIST, patience -> {
                List<RedisFuture<List<KeyValue<byte[], byte[]>>>> asked = new ArrayList<>(ids.size());
                for (String gameId : ids) {
                    asked.add(Meta.ask(calls.link().commands(), Keys.of(prefix, gameId)));
                }
                try {
                    List<Game> games = new ArrayList<>(ids.size());
                    for (int i = 0; i < asked.size(); i++) {
                        Meta meta = meta(patience, ids.get(i), asked.get(i));
                        if (meta != null) {
                            games.add(meta.game());
                        }
                    }
                    return games;
                } finally {
                    asked.forEach(Patience::forget);
                }
            });
        }

        /** What is damaged is left out, and so is what was deleted meanwhile. */
        private @Nullable Meta meta(
                Patience patience, String gameId, RedisFuture<List<KeyValue<byte[], byte[]>>> answer)
                throws InterruptedException, ExecutionException, TimeoutException {
            try {
                return Meta.of(gameId, Keys.of(prefix, gameId), patience.await(answer));
            } catch (CorruptRecordingException e) {
                LOG.warn("left out of the list: {}", LogText.of(e.getMessage()));
            } catch (ExecutionException e) {
                if (!Calls.isWrongType(e.getCause())) {
                    throw e;
                }
                LOG.warn("left out of the list: game \"{}\": {}", LogText.of(gameId), e.getMessage());
            }
            return null;
        }
    }
}
