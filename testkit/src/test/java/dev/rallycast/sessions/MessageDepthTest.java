package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.SchedulerManager;
import dev.rallycast.protocol.Limits;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageDepthTest {
    @Test
    void messagesMayBeAsDeepAsClientsAreTold() {
        VirtualClock clock = new VirtualClock();
        SchedulerManager manager = SchedulerManager.builder(new InMemoryGameStorage())
                .clock(clock)
                .protocol(new ConformingProtocol())
                .limits(Limits.builder().maxDepth(2).build())
                .build();
        try (manager) {
            FakeClient client = FakeClient.connect(manager.clients(), "ann");
            clock.advance(Duration.ZERO);
            assertThat(client.last("hello").path("limits").path("max_depth").asInt())
                    .isEqualTo(2);

            client.send("{\"action\":\"ping\",\"id\":\"1\",\"more\":[1]}");
            clock.advance(Duration.ZERO);
            assertThat(client.last("pong").path("id").asText()).isEqualTo("1");

            client.send("{\"action\":\"ping\",\"id\":\"2\",\"more\":[[1]]}");
            clock.advance(Duration.ZERO);
            JsonNode error = client.last("error");
            assertThat(error.path("code").asText()).isEqualTo("BAD_JSON");
            assertThat(error.path("id").asText()).isEqualTo("2");
            assertThat(error.path("message").asText()).contains("at most 2 levels");
        }
    }
}
