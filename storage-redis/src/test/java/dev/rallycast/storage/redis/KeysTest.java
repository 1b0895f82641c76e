package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"m1", "}", "{", "{}", "}{", "a}b", "{a}b", "%7d", "a:meta", "*", "[a]", " ", "日本", "🎾", "é"})
    void allKeysOfAGameAreInOneSlotAndTellItsId(String gameId) {
        Keys keys = Keys.of("r", gameId);

        assertThat(Stream.of(keys.meta(), keys.lock(), keys.channel(), keys.stream("i"))
                        .map(key -> SlotHash.getSlot(key)))
                .containsOnly(SlotHash.getSlot(keys.meta()));
        assertThat(keys.meta()).matches("r:\\{[A-Za-z0-9%._-]+}:meta");
        assertThat(Keys.gameOfMeta("r", Keys.bytes(keys.meta()))).contains(gameId);
    }

    @Test
    void gamesDoNotShareASlotBecauseOfTheirBraces() {
        assertThat(Stream.of("a}b", "a}c", "a}d", "a")
                        .map(id -> SlotHash.getSlot(Keys.of("r", id).meta())))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r:{}:meta",
                "r:{a}:metadata",
                "s:{a}:meta",
                "r:{%}:meta",
                "r:{%4}:meta",
                "r:{%zz}:meta",
                "r:{%61}:meta",
                "r:{a b}:meta",
                "r:{%00}:meta",
                "r:{%ff}:meta",
                "r:{",
                "r:games"
            })
    void aKeyThatIsWrittenInAnotherWayIsNoGames(String key) {
        assertThat(Keys.gameOfMeta("r", Keys.bytes(key))).isEmpty();
    }

    @Test
    void anyTextComesBackAndSortsByCodeUnit() throws Exception {
        long seed = 11;
        Random random = new Random(seed);
        List<String> texts = Stream.generate(() -> {
                    char[] text = new char[random.nextInt(6)];
                    for (int i = 0; i < text.length; i++) {
                        text[i] = (char) (random.nextInt(1 << 16) >> random.nextInt(16));
                    }
                    return new String(text);
                })
                .limit(3_000)
                .toList();
        for (String text : texts) {
            assertThat(CodeUnits.decode(CodeUnits.encode(text)))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }

        assertThat(texts.stream()
                        .map(CodeUnits::encode)
                        .sorted(Arrays::compareUnsigned)
                        .map(KeysTest::text))
                .as("seed %d", seed)
                .containsExactlyElementsOf(
                        texts.stream().sorted(Comparator.naturalOrder()).toList());
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        int[][] wrong = {
            {0x80}, {0xc0, 0x80}, {0xc3}, {0xe0, 0x80, 0x80}, {0xe6, 0x97}, {0xe6, 0x97, 0x20}, {0xf0, 0x9f, 0x8e, 0xbe}
        };
        for (int[] bytes : wrong) {
            byte[] text = new byte[bytes.length];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) bytes[i];
            }
            assertThatThrownBy(() -> CodeUnits.decode(text)).isInstanceOf(CharacterCodingException.class);
        }
    }

    private static String text(byte[] bytes) {
        try {
            return CodeUnits.decode(bytes);
        } catch (CharacterCodingException e) {
            throw new AssertionError(e);
        }
    }
}
