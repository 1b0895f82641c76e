package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/redis.md} says what the code does. */
class RedisDocumentTest {
    @Test
    void theExampleIsAnEvent() throws IOException {
        Matcher line = Pattern.compile("2\\) (\"t\" .*)").matcher(document());
        assertThat(line.find()).isTrue();
        Matcher word = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\" \"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(line.group(1));
        IdentityHashMap<byte[], byte[]> fields = new IdentityHashMap<>();
        while (word.find()) {
            fields.put(Keys.bytes(word.group(1)), Keys.bytes(word.group(2).replace("\\\"", "\"")));
        }

        GameEvent event = Entry.decode(new StreamMessage<>(Keys.bytes("key"), "2-0", fields), 1);

        assertThat(event)
                .isEqualTo(new GameEvent(1, 12_345_000_000L, "point", null, Payload.of("{\"winner\":0,\"rally\":4}")));
    }

    @Test
    void theLimitsAreThoseOfTheCode() throws IOException {
        assertThat(document())
                .contains("more than " + RedisRecordingWriter.MAX_STEP + " events or "
                        + (RedisRecordingWriter.MAX_STEP_BYTES >> 20) + " MiB")
                .contains(Keys.of("rallycast", "m1").stream("5f0c"));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "redis.md"));
    }
}
