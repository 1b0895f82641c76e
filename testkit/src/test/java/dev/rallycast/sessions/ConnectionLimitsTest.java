package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How many connections there may be, and how long one may say nothing. */
class ConnectionLimitsTest {
    private static Rig rig(UnaryOperator<Limits.Builder> limits) {
        return new Rig(builder -> builder.limits(limits.apply(Limits.builder()).build()));
    }

    @Test
    void aUsersConnectionBeyondTheLimitIsTurnedAway() {
        Rig rig = rig(limits -> limits.maxConnectionsPerUser(2));
        FakeClient first = rig.join("ann", "pvai");
        FakeClient second = rig.connect("ann");
        FakeClient third = rig.connect("ann");
        assertThat(third.closedWith()).isEqualTo(CloseCode.TOO_MANY_CONNECTIONS);
        assertThat(third.frames()).isEmpty();
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isTrue();
        assertThat(rig.connect("bob").isOpen()).isTrue();
        second.disconnect();
        assertThat(rig.connect("ann").isOpen()).isTrue();
        assertThat(rig.manager.clients().connections()).isEqualTo(3);
    }

    @Test
    void aUsersNewestConnectionMayTakeThePlaceOfTheOldest() {
        Rig rig = new Rig(builder -> builder.replaceConnections(true)
                .limits(Limits.builder().maxConnectionsPerUser(1).build()));
        FakeClient first = rig.join("ann", "pvai");
        FakeClient second = rig.join("ann", "pvai");
        assertThat(first.closedWith()).isEqualTo(CloseCode.REPLACED);
        assertThat(second.isOpen()).isTrue();
        assertThat(rig.playback().sessions()).isEqualTo(1);
        assertThat(rig.manager.clients().connections()).isEqualTo(1);
    }

    @Test
    void anonymousUsersAreNotLimitedAsOne() {
        Rig rig = rig(limits -> limits.maxConnectionsPerUser(1));
        for (int i = 0; i < 5; i++) {
            FakeClient client = FakeClient.connect(rig.manager.clients(), User.anonymous("c" + i));
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void connectionsBeyondTheLimitOfAllAreTurnedAway() {
        Rig rig = rig(limits -> limits.maxConnections(3));
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(rig.connect("user " + i));
        }
        assertThat(clients.stream().map(FakeClient::closedWith))
                .containsExactly(null, null, null, CloseCode.OVERLOADED, CloseCode.OVERLOADED);
        clients.get(0).disconnect();
        assertThat(rig.connect("late").isOpen()).isTrue();
    }

    @Test
    void sessionsBeyondTheLimitOfAGameAreRefusedAndMayComeLater() {
        Rig rig = rig(limits -> limits.maxSessionsPerGame(2));
        FakeClient ann = rig.join("ann", "spectator");
        rig.join("bob", "pvai");
        FakeClient eve = rig.connect("eve");
        assertThat(Rig.code(Rig.start(eve, "spectator"))).isEqualTo("OVERLOADED");
        assertThat(eve.last("error").path("retry").asBoolean()).isTrue();
        ann.request("stop");
        assertThat(Rig.start(eve, "spectator").path("type").asText()).isEqualTo("started");
        assertThat(Rig.code(Rig.start(rig.connect("zoe"), "spectator"))).isEqualTo("OVERLOADED");
        rig.manager.schedulers().forEach(playback -> playback.kill("over"));
        assertThat(Rig.start(rig.connect("zed"), "spectator").path("type").asText())
                .isEqualTo("started");
    }

    @Test
    void aRefusedSeatIsNotCounted() {
        Rig rig = rig(limits -> limits.maxSessionsPerGame(3));
        rig.join("ann", "pvp");
        rig.join("bob", "pvp");
        for (int i = 0; i < 5; i++) {
            assertThat(Rig.code(Rig.start(rig.connect("eve"), "pvp"))).isEqualTo("GAME_BUSY");
        }
        rig.join("zoe", "spectator");
    }

    @Test
    void whoSaysNothingIsClosed() {
        Rig rig = new Rig();
        FakeClient silent = rig.connect("ann");
        FakeClient wrong = rig.connect("bob");
        FakeClient pinging = rig.connect("eve");
        wrong.send("?");
        pinging.request("ping");
        rig.seconds(29.9);
        assertThat(silent.isOpen()).isTrue();
        rig.seconds(0.2);
        assertThat(silent.closedWith()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        rig.seconds(60);
        assertThat(wrong.isOpen()).isTrue();
        assertThat(pinging.isOpen()).isTrue();
    }
}
