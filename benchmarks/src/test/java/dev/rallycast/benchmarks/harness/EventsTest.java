package dev.rallycast.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.json.JsonControlProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
    @ParameterizedTest
    @ValueSource(ints = {256, 300, 2_048})
    void aPayloadIsExactlyAsLongAsWanted(int bytes) {
        assertThat(Events.payload(bytes).size()).isEqualTo(bytes);
    }

    @Test
    void aFrameIsAboutAsLongAsWanted() {
        int size = new JsonControlProtocol()
                .encode(Events.frame(1_000, 1_000_000_000, Events.payloadOfFrame(300)))
                .size();

        assertThat(size).isBetween(285, 315);
    }
}
