package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of games, which is on another node than most of them. */
class ListTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @RegisterExtension
    static final RedisExtension CLUSTER = RedisExtension.cluster();

    private final String prefix = RedisExtension.freshPrefix();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyGamesAreListedPageByPage(boolean inCluster) {
        try (RedisGameStorage storage = open(inCluster)) {
            List<String> ids =
                    IntStream.range(0, 600).mapToObj(i -> "g" + i).sorted().toList();
            for (String id : ids) {
                storage.create(Game.of(id, "tennis")).close();
            }

            assertThat(storage.list()).extracting(Game::id).containsExactlyElementsOf(ids);
            assertThat(storage.list().limit(3)).extracting(Game::id).containsExactlyElementsOf(ids.subList(0, 3));
            assertThat(storage.repairList()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListThatIsNotRightAnyMoreIsRepaired(boolean inCluster) {
        Topology redis = (inCluster ? CLUSTER : REDIS).topology();
        byte[] list = Keys.bytes(Keys.games(prefix));
        try (RedisGameStorage storage = open(inCluster)) {
            for (String id : List.of("a", "b}", "日本", "%2e", "🎾")) {
                storage.create(Game.of(id, "tennis")).close();
            }
            redis.commands().del(list);
            // As processes leave it that end in the middle of a creation or a deletion.
            redis.commands().zadd(list, 0, CodeUnits.encode("gone"));
            redis.commands().zadd(list, 0, new byte[] {(byte) 0xff});

            assertThat(storage.list()).isEmpty();
            assertThat(storage.repairList()).isEqualTo(7);
            assertThat(storage.list()).extracting(Game::id).containsExactly("%2e", "a", "b}", "日本", "🎾");
            assertThat(redis.commands().zcard(list)).isEqualTo(5);
        }
    }

    private RedisGameStorage open(boolean inCluster) {
        return (inCluster ? CLUSTER : REDIS).topology().storage().prefix(prefix).build();
    }
}
