package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BellTest {
    private static byte[] withNews() {
        List<byte[]> fields = new ArrayList<>();
        SharedFields.encode(fields, "n", state("p", 7));
        return Bell.encode("n", KEY, fields);
    }

    @Test
    void aBellSaysWhoRingsWhereAndWhatIsNew() {
        assertThat(Bell.decode(Bell.encode("n", KEY))).contains(new Bell("n", KEY, null));
        assertThat(Bell.decode(withNews())).contains(new Bell("n", KEY, state("p", 7)));
    }

    @Test
    void whoChangedItMayBeNobody() {
        Shared nobody = new Shared(state("p", 7).state(), "released", null);
        List<byte[]> fields = new ArrayList<>();
        SharedFields.encode(fields, "n", nobody);

        assertThat(Bell.decode(Bell.encode("n", KEY, fields))).contains(new Bell("n", KEY, nobody));
    }

    @Test
    void newsThatCanNotBeReadAreNone() {
        String whole = new String(withNews(), ISO_8859_1);
        int head = new String(Bell.encode("n", KEY), ISO_8859_1).length();
        List<String> odd = new ArrayList<>(List.of(
                whole.replaceFirst(" 1:1", " 1:2"),
                whole + "1:x1:x",
                whole.substring(0, head) + " 9999999999:x",
                whole.substring(0, head) + " -1:x",
                whole.substring(0, head) + " :"));
        // Without its last field it is a change that nobody asked for.
        for (int length = head; length < whole.length(); length++) {
            odd.add(whole.substring(0, length));
        }
        for (String one : odd) {
            assertThat(Bell.decode(one.getBytes(ISO_8859_1))).as(one).hasValueSatisfying(bell -> {
                assertThat(bell.key()).isEqualTo(KEY);
                assertThat(bell.news() == null || bell.news().by() == null).isTrue();
            });
        }
    }

    @Test
    void noMessageIsTooOddToBeHeard() {
        long seed = 5;
        Random random = new Random(seed);
        byte[] whole = withNews();
        for (int i = 0; i < 20_000; i++) {
            byte[] odd = Arrays.copyOf(whole, random.nextInt(whole.length + 10));
            for (int changes = random.nextInt(4); changes > 0 && odd.length > 0; changes--) {
                odd[random.nextInt(odd.length)] = (byte) random.nextInt(256);
            }
            assertThat(Bell.decode(odd)).as("seed %d, message %d", seed, i).isNotNull();
        }
    }
}
