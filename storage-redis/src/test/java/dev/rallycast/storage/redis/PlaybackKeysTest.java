package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SchedulerKey;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackKeysTest {
    private final PlaybackKeys keys = new PlaybackKeys("rallycast");

    @Test
    void aKeyIsTypeGameAndOwner() {
        assertThat(keys.playback(new SchedulerKey("pvai", "m1", "ann"))).isEqualTo("rallycast:{pvai:m1:ann}:playback");
        assertThat(keys.playback(new SchedulerKey("spectator", "{x}", "")))
                .isEqualTo("rallycast:{spectator:%7bx%7d:}:playback");
    }

    @Test
    void aGameCanNotChooseItsSlot() {
        String tag = "spectator:%7ba%7d:";

        assertThat(SlotHash.getSlot(keys.playback(new SchedulerKey("spectator", "{a}", ""))))
                .isEqualTo(SlotHash.getSlot(tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "{}", "\ud800", "🎾", "\u0000\r\n", "%41"})
    void aMessageNamesItsKeyAndItsSender(String text) {
        SchedulerKey key = new SchedulerKey(text, text + "2", text + "3");
        String message = PlaybackKeys.message("node-1", key);

        assertThat(PlaybackKeys.rung(message)).contains(key);
        assertThat(message).isPrintable();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "node", "node a", "node a:b", "node a:b:c:d", "node %:b:c", "node a:%zz:c", "n %ff:b:c"
            })
    void whatOthersPublishIsNoKey(String message) {
        assertThat(PlaybackKeys.rung(message)).isEmpty();
    }
}
