package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Identity;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Provokes every error code and every close code of the closed lists, one way each; other tests know more ways. A new code
 * fails here until there is a way to it, or a reason why there is none.
 */
class EveryCodeTest {
    /** Codes that this library can't produce on its own, and why. */
    private static final Map<ErrorCode, String> NO_ERROR =
            Map.of(ErrorCode.CLUSTER_UNAVAILABLE, "only servers that share their state have one to lose");

    private static final Map<CloseCode, String> NO_CLOSE =
            Map.of(CloseCode.NORMAL, "the server never ends a connection because it is done; the client does");

    private static final Authenticator ANYBODY = handshake -> Identity.of(User.named("ann"));

    @Test
    void everyErrorCodeIsProvoked() {
        Map<ErrorCode, Supplier<JsonNode>> ways = new EnumMap<>(ErrorCode.class);
        ways.put(ErrorCode.BAD_JSON, () -> sent("{"));
        ways.put(ErrorCode.BAD_REQUEST, () -> sent("{\"action\":\"start\"}"));
        ways.put(ErrorCode.UNKNOWN_ACTION, () -> sent("{\"action\":\"jump\"}"));
        ways.put(ErrorCode.TOO_LARGE, () -> sent("x".repeat(8_193)));
        ways.put(
                ErrorCode.UNAUTHENTICATED,
                () -> turnedAway(AuthenticationException.unknown("who is that")).last("error"));
        ways.put(ErrorCode.FORBIDDEN, () -> {
            Rig rig = new Rig(builder -> builder.admission(request -> new Admission.Decision.Refuse("members only")));
            return Rig.start(rig.connect("ann"), "pvai");
        });
        ways.put(ErrorCode.GAME_NOT_FOUND, () -> new Rig().connect("ann").request("start", "game_id", "none"));
        ways.put(ErrorCode.GAME_BUSY, () -> {
            Rig rig = new Rig();
            rig.join("ann", "pvp");
            rig.join("bob", "pvp");
            return Rig.start(rig.connect("eve"), "pvp");
        });
        ways.put(ErrorCode.NOT_STARTED, () -> new Rig().connect("ann").request("pause"));
        ways.put(ErrorCode.NOT_ALLOWED, () -> new Rig().join("ann", "spectator").request("pause"));
        ways.put(ErrorCode.BAD_STATE, () -> new Rig().join("ann", "pvai").request("step"));
        ways.put(ErrorCode.OUT_OF_RANGE, () -> new Rig().join("ann", "pvai").request("speed", "speed", 17));
        ways.put(ErrorCode.STALE_REVISION, () -> new Rig().join("ann", "pvai").request("pause", "revision", 99));
        ways.put(ErrorCode.RATE_LIMITED, () -> {
            FakeClient ann = new Rig().join("ann", "spectator");
            for (int i = 0; i < 10; i++) {
                ann.command("status");
            }
            return ann.last("error");
        });
        ways.put(
                ErrorCode.STORAGE_UNAVAILABLE,
                () -> startOnBroken(new StorageUnavailableException("the disk is gone")));
        ways.put(ErrorCode.CORRUPT_RECORDING, () -> startOnBroken(new CorruptRecordingException("line 7")));
        ways.put(ErrorCode.OVERLOADED, () -> {
            Rig rig = new Rig(builder ->
                    builder.limits(Limits.builder().maxSessionsPerGame(1).build()));
            rig.join("ann", "spectator");
            return Rig.start(rig.connect("bob"), "spectator");
        });
        ways.put(ErrorCode.DRAINING, () -> {
            Rig rig = new Rig(builder -> builder.sessionLoops(1));
            List<FakeClient> clients = List.of(rig.connect("ann"), rig.connect("bob"), rig.connect("eve"));
            rig.manager.drain(Duration.ofSeconds(20));
            FakeClient left =
                    clients.stream().filter(FakeClient::isOpen).findFirst().orElseThrow();
            return Rig.start(left, "pvai");
        });
        ways.put(ErrorCode.INTERNAL, () -> startOnBroken(new IllegalStateException("a defect")));

        assertThat(covered(ways.keySet(), NO_ERROR.keySet())).containsExactlyInAnyOrder(ErrorCode.values());
        ways.forEach((code, way) -> {
            JsonNode reply = way.get();
            assertThat(reply.path("type").asText()).as("%s", code).isEqualTo("error");
            assertThat(Rig.code(reply)).isEqualTo(code.name());
        });
    }

    @Test
    void everyCloseCodeIsProvoked() {
        Map<CloseCode, Supplier<FakeClient>> ways = new EnumMap<>(CloseCode.class);
        ways.put(CloseCode.DRAINING, () -> {
            Rig rig = new Rig();
            FakeClient ann = rig.connect("ann");
            rig.manager.drain(Duration.ofSeconds(1));
            rig.seconds(2);
            return ann;
        });
        ways.put(CloseCode.SLOW_CONSUMER, () -> {
            Rig rig = new Rig();
            FakeClient ann = rig.join("ann", "spectator");
            ann.stopReading();
            rig.seconds(12);
            return ann;
        });
        ways.put(CloseCode.HEARTBEAT_TIMEOUT, () -> {
            Rig rig = new Rig();
            FakeClient ann = rig.join("ann", "spectator");
            ann.ignorePings();
            rig.seconds(26);
            return ann;
        });
        ways.put(CloseCode.OVERLOADED, () -> {
            Rig rig = new Rig(
                    builder -> builder.limits(Limits.builder().maxConnections(1).build()));
            rig.connect("ann");
            return rig.connect("bob");
        });
        ways.put(CloseCode.RATE_LIMITED, () -> {
            FakeClient ann = new Rig().join("ann", "spectator");
            ann.stopReading();
            for (int i = 0; i < 300; i++) {
                ann.command("ping");
            }
            return ann;
        });
        ways.put(CloseCode.INTERNAL, () -> turnedAway(new IllegalStateException("a defect")));
        ways.put(CloseCode.AUTH_EXPIRED, () -> {
            Rig rig = new Rig();
            FakeClient ann = FakeClient.connect(
                    rig.manager.clients(),
                    handshake -> Identity.until(
                            User.named("ann"), rig.clock.instant().plusSeconds(5)),
                    Map.of());
            rig.seconds(6);
            return ann;
        });
        ways.put(CloseCode.UNAUTHENTICATED, () -> turnedAway(AuthenticationException.unknown("who is that")));
        ways.put(CloseCode.FORBIDDEN, () -> turnedAway(AuthenticationException.forbidden("banned")));
        ways.put(CloseCode.PROTOCOL_ERROR, () -> {
            Rig rig = new Rig();
            FakeClient ann = rig.connect("ann");
            rig.seconds(31);
            return ann;
        });
        ways.put(
                CloseCode.UNSUPPORTED_VERSION,
                () -> FakeClient.connect(
                        new Rig().manager.clients(),
                        ANYBODY,
                        Map.of(),
                        Map.of("Sec-WebSocket-Protocol", List.of("rallycast.v9.json"))));
        ways.put(CloseCode.REPLACED, () -> {
            Rig rig = new Rig(builder -> builder.replaceConnections(true)
                    .limits(Limits.builder().maxConnectionsPerUser(1).build()));
            FakeClient ann = rig.connect("ann");
            rig.connect("ann");
            return ann;
        });
        ways.put(CloseCode.TOO_MANY_CONNECTIONS, () -> {
            Rig rig = new Rig(builder ->
                    builder.limits(Limits.builder().maxConnectionsPerUser(1).build()));
            FakeClient.connect(rig.manager.clients(), ANYBODY, Map.of());
            return FakeClient.connect(rig.manager.clients(), ANYBODY, Map.of());
        });

        assertThat(covered(ways.keySet(), NO_CLOSE.keySet())).containsExactlyInAnyOrder(CloseCode.values());
        ways.forEach((code, way) -> assertThat(way.get().closedWith()).isEqualTo(code));
    }

    private static <E extends Enum<E>> List<E> covered(Set<E> provoked, Set<E> excused) {
        assertThat(provoked).doesNotContainAnyElementsOf(excused);
        EnumSet<E> all = EnumSet.copyOf(provoked);
        all.addAll(excused);
        return List.copyOf(all);
    }

    private static JsonNode sent(String text) {
        FakeClient ann = new Rig().connect("ann");
        ann.send(text);
        return ann.last("error");
    }

    private static JsonNode startOnBroken(RuntimeException failure) {
        Rig rig = new Rig();
        rig.flaky.onFind = FlakyStorage.failing(failure);
        return Rig.start(rig.connect("ann"), "pvai");
    }

    private static FakeClient turnedAway(Exception failure) {
        return FakeClient.connect(
                new Rig().manager.clients(),
                handshake -> {
                    throw failure;
                },
                Map.of());
    }
}
