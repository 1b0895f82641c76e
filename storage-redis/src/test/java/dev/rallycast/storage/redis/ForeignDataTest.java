package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.assertWhole;
import static dev.rallycast.storage.redis.Samples.event;
import static dev.rallycast.storage.redis.Samples.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have put at a recording's keys, or taken away. */
class ForeignDataTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    private final String prefix = RedisExtension.freshPrefix();
    private final Keys keys = Keys.of(prefix, "m1");
    private final byte[] meta = Keys.bytes(keys.meta());
    private RedisGameStorage storage;
    private RedisClusterCommands<byte[], byte[]> commands;

    @BeforeEach
    void open() {
        commands = REDIS.topology().commands();
        storage = REDIS.topology().storage().prefix(prefix).build();
        storage.create(Game.of("other", "tennis")).close();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void somethingElseInThePlaceOfTheMetadataIsLeftAlone() {
        commands.set(meta, Keys.bytes("mine"));

        assertCorrupt(() -> storage.find("m1"), keys.meta());
        assertCorrupt(() -> storage.open("m1"), keys.meta());
        assertCorrupt(() -> storage.append("m1"), keys.meta());
        assertCorrupt(() -> storage.delete("m1"), "game \"m1\"");
        assertThatThrownBy(() -> storage.create(GAME)).isInstanceOf(GameExistsException.class);
        assertThat(storage.list()).extracting(Game::id).containsExactly("other");
        assertThat(commands.get(meta)).isEqualTo(Keys.bytes("mine"));
    }

    @Test
    void someoneElsesHashInThePlaceOfTheMetadataIsLeftAlone() {
        commands.hset(meta, Keys.bytes("mine"), Keys.bytes("1"));
        storage.create(Game.of("m2", "tennis")).close();
        commands.zadd(Keys.bytes(Keys.games(prefix)), 0, Keys.bytes("m1"));

        assertCorrupt(() -> storage.delete("m1"), keys.meta());
        assertThat(storage.find("m2")).isPresent();
        assertThat(storage.list()).extracting(Game::id).containsExactly("m2", "other");
        assertThat(commands.hlen(meta)).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format      | 2          | format \"2\": expected 1",
                "events      | many       | not a recording's metadata",
                "events      | -1         | not a recording's metadata",
                "bytes       | 1e9        | not a recording's metadata",
                "game        | {          | not a recording's metadata",
                "game        | []         | not a recording's metadata",
                "game        | {\"id\":1} | not a recording's metadata",
                "game        | {\"id\":\"m2\",\"sport\":\"tennis\"} | the metadata is of game \"m2\""
            })
    void metadataThatMakesNoSenseIsAClearErrorAndCanBeDeleted(String field, String value, String problem) {
        storage.create(GAME).close();
        commands.hset(meta, Keys.bytes(field), Keys.bytes(value));

        assertCorrupt(() -> storage.open("m1"), problem);
        assertCorrupt(() -> storage.find("m1"), keys.meta());
        assertThat(storage.list()).extracting(Game::id).containsExactly("other");
        assertThat(storage.delete("m1")).isTrue();
        assertThat(commands.exists(meta)).isZero();
    }

    @Test
    void metadataWithAFieldMissingIsAClearError() {
        storage.create(GAME).close();
        commands.hdel(meta, Keys.bytes("events"));

        assertCorrupt(() -> storage.open("m1"), "no \"events\"");
    }

    @Test
    void anEntryThatWasTakenAwayIsNamed() {
        record(10);
        commands.xdel(stream(), "4-0");

        try (Recording recording = storage.open("m1")) {
            assertCorrupt(() -> recording.read(0, 10), "entry 4-0 of " + keys.stream(""), "is missing");
            assertThat(recording.read(0, 3)).hasSize(3);
            assertThat(recording.read(4, 6)).hasSize(6);
        }
    }

    @Test
    void aRecordingThatWasCutShortIsAClearError() {
        record(10);
        commands.xtrim(stream(), 4);

        try (Recording recording = storage.open("m1")) {
            assertCorrupt(() -> recording.read(0, 10), "entry 1-0", "is missing");
            assertCorrupt(() -> recording.indexAt(2 * Samples.MILLI), "is missing");
            assertThat(recording.read(6, 4)).hasSize(4);
        }
    }

    @Test
    void anEntryOfSomeoneElseBehindTheLastOneIsLeftAndRefusesAppends() {
        record(3);
        commands.xadd(stream(), Keys.bytes("mine"), Keys.bytes("1"));

        try (Recording recording = storage.open("m1");
                RecordingWriter writer = storage.append("m1")) {
            assertThat(recording.read(0, 10)).hasSize(3);
            assertCorrupt(() -> writer.append(event(3)), "somebody else has written there");
        }
        assertWhole(storage, "m1", 3);
    }

    @Test
    void anEntryOfSomeoneElseBetweenIsNotTakenForAnEvent() {
        record(3);
        commands.xadd(stream(), new XAddArgs().id("3-7"), Map.of(Keys.bytes("mine"), Keys.bytes("1")));
        commands.hset(meta, Keys.bytes("events"), Keys.bytes("4"));

        try (Recording recording = storage.open("m1")) {
            assertCorrupt(() -> recording.read(0, 10), "entry 4-0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "t,7,its checksum is wrong",
        "k,other,its checksum is wrong",
        "m,set,its checksum is wrong",
        "d,8,its checksum is wrong",
        "c,1,its checksum is wrong",
        "c,1e3,it has text where a number was expected",
        "x,1,it has a field that no event has",
        "t,,it lacks a field",
        "d,,it lacks a field"
    })
    void anEntryThatWasMadeByHandIsNotTakenForAnEvent(String field, String value, String problem) {
        record(3);
        List<Object> body = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>(Map.of("t", "3000", "k", "point", "d", "3", "c", "0"));
        if (value == null) {
            fields.remove(field);
        } else {
            fields.put(field, value);
        }
        fields.forEach((name, text) -> body.addAll(List.of(Keys.bytes(name), Keys.bytes(text))));
        commands.xadd(stream(), new XAddArgs().id("4-0"), body.toArray());
        commands.hset(meta, Keys.bytes("events"), Keys.bytes("4"));

        try (Recording recording = storage.open("m1")) {
            assertCorrupt(() -> recording.read(3, 1), "entry 4-0 of " + keys.stream(""), problem);
        }
    }

    @Test
    void somethingElseInThePlaceOfTheEventsIsAClearError() {
        storage.create(GAME).close();
        commands.set(stream(), Keys.bytes("mine"));

        try (RecordingWriter writer = storage.append("m1")) {
            assertCorrupt(() -> writer.append(event(0)), "somebody else has written there");
        }
        commands.hset(meta, Keys.bytes("events"), Keys.bytes("1"));
        try (Recording recording = storage.open("m1")) {
            assertCorrupt(() -> recording.read(0, 1), "holds something else");
        }
    }

    @Test
    void eventsThatRedisLostAreNotTakenForDamage() {
        record(5);
        try (Recording recording = storage.open("m1")) {
            commands.xdel(stream(), "4-0", "5-0");
            commands.hset(meta, Keys.bytes("events"), Keys.bytes("3"));

            assertCorrupt(() -> recording.read(0, 5), "Redis has 3 events where there were 5 before");
            assertThat(recording.read(0, 3)).hasSize(3);
        }
    }

    private void record(int events) {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(events(0, events));
        }
    }

    private byte[] stream() {
        return Keys.bytes(Samples.stream(commands, prefix, "m1"));
    }

    private static void assertCorrupt(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("m1")
                .hasMessageContainingAll(parts);
    }
}
