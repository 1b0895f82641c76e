package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Identity;
import dev.rallycast.testkit.FakeClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks for which subprotocol: the versions of the protocol. */
class VersionTest {
    private final Rig rig = new Rig();
    private final AtomicInteger asked = new AtomicInteger();

    private FakeClient askFor(String... headerValues) {
        Map<String, List<String>> headers = Map.of("sec-websocket-protocol", List.of(headerValues));
        return FakeClient.connect(
                rig.manager.clients(),
                handshake -> {
                    asked.incrementAndGet();
                    return Identity.of(User.named("ann"));
                },
                Map.of(),
                headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ",
                "rallycast.v1.json",
                "rallycast.v9.json, rallycast.v1.json",
                "chat",
                "chat,rallycast",
                "Rallycast.v9.json",
                "xrallycast.v9.json"
            })
    void whoAsksForThisVersionOrForNoneIsServed(String header) {
        FakeClient client = askFor(header);
        assertThat(client.types()).containsExactly("hello");
        assertThat(client.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rallycast.v9.json",
                "rallycast.v1",
                "rallycast.v1.json2",
                "rallycast.V1.json",
                "chat, rallycast.v0.json",
                "rallycast.v2.json,rallycast.v1.cbor"
            })
    void whoAsksForOtherVersionsOnlyIsClosedBeforeAnythingIsSaid(String header) {
        FakeClient client = askFor(header);
        assertThat(client.closedWith()).isEqualTo(CloseCode.UNSUPPORTED_VERSION);
        assertThat(client.frames()).isEmpty();
        assertThat(asked).as("questions to the authenticator").hasValue(0);
        assertThat(rig.manager.clients().connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rallycast.v1.json", "chat"})
    void theHeaderMayBeGivenMoreThanOnce(String second) {
        FakeClient client = askFor("rallycast.v9.json", second);
        assertThat(client.isOpen()).isEqualTo(second.equals("rallycast.v1.json"));
    }
}
