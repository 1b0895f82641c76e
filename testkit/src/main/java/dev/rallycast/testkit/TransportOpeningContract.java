package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.NO_CLOSE_FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.User;
import dev.rallycast.spi.Handshake;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.RecordedClients.Connection;
import java.security.Principal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections are opened: handshakes, users, origins, paths. */
abstract class TransportOpeningContract extends TransportFixture {
    @Test
    void aConnectionIsOpenedOnceWithItsUser() throws Exception {
        PlainClient client = PlainClient.connect(uri("?user=J%C3%BCrgen+K&x=1"));

        assertThat(Await.next(client.texts)).isEqualTo(RecordedClients.HELLO);
        Connection connection = Await.next(clients.opened);
        assertThat(connection.user).isEqualTo(User.named("Jürgen K"));
        assertThat(connection.session.isOpen()).isTrue();
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).hasSize(1);
    }

    @Test
    void anonymousUsersAreDistinctAndNamedAfterTheirConnection() throws Exception {
        PlainClient.connect(uri(""));
        PlainClient.connect(uri(""));

        Connection first = Await.next(clients.opened);
        Connection second = Await.next(clients.opened);
        assertThat(first.user.anonymous()).isTrue();
        assertThat(first.user.id()).isNotEqualTo(second.user.id()).isEqualTo(first.session.id());
    }

    @Test
    void usersOfSimultaneousHandshakesAreNotMixedUp() throws Exception {
        int count = 100;
        Parallel.run(8, count, i -> {
            RawWebSocket socket = RawWebSocket.connect(host.port(), target("?user=u" + i));
            assertThat(socket.readText()).isEqualTo(RecordedClients.HELLO);
            socket.sendText("I am u" + i);
            return socket;
        });

        for (int i = 0; i < count; i++) {
            Connection connection = Await.next(clients.opened);
            assertThat(Await.next(connection.calls)).isEqualTo("text I am " + connection.user.id());
            assertThat(connection.calls).isEmpty();
        }
    }

    @Test
    void theSubprotocolIsNegotiated() throws Exception {
        PlainClient client = PlainClient.connectWithSubprotocols(uri(""), "rallycast.v9", "rallycast.v1.json");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v1.json");
    }

    @Test
    void aClientTakesBatchesIfItAsksForThem() throws Exception {
        PlainClient client =
                PlainClient.connectWithSubprotocols(uri(""), "rallycast.v1.json-batch", "rallycast.v1.json");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v1.json-batch");
        assertThat(Await.next(clients.opened).session.takesBatches()).isTrue();
    }

    @Test
    void aClientThatAsksForNoSubprotocolOrAForeignOneGetsNone() throws Exception {
        RawWebSocket none = open("");
        RawWebSocket unknown = open("", "Sec-WebSocket-Protocol: chat");

        assertThat(none.head()).doesNotContainIgnoringCase("Sec-WebSocket-Protocol:");
        assertThat(unknown.head()).doesNotContainIgnoringCase(": chat");
        assertThat(none.readText()).isEqualTo(RecordedClients.HELLO);
        assertThat(unknown.readText()).isEqualTo(RecordedClients.HELLO);
        assertThat(Await.next(clients.opened).session.takesBatches()).isFalse();
    }

    @Test
    void aClientThatAsksForAnotherVersionIsGivenItSoThatItSeesWithWhatItIsClosed() throws Exception {
        PlainClient client = PlainClient.connectWithSubprotocols(uri(""), "chat", "rallycast.v9", "rallycast.v8");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v9");
        assertThat(Await.next(settings.requests).subprotocols())
                .containsExactly("chat", "rallycast.v9", "rallycast.v8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://example.com:8443", "http://example.com", "x y"})
    void aPageOfAnotherOriginIsTurnedAwayWithItsCode(String origin) throws Exception {
        PlainClient client = PlainClient.connectFromPage(uri(""), origin);

        assertThat(client.closed()).isEqualTo("4501 FORBIDDEN");
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).isEmpty();
    }

    @Test
    void twoOriginsAreTurnedAway() throws Exception {
        RawWebSocket client = open("", "Origin: https://example.com", "Origin: https://evil.example");

        assertThat(client.readCloseCode()).isEqualTo(4501);
    }

    @Test
    void aPageOfAnAllowedOriginOrOfTheServerItselfMayConnect() throws Exception {
        PlainClient.connectFromPage(uri("?user=a"), "https://EXAMPLE.com");
        assertThat(Await.next(clients.opened).user).isEqualTo(User.named("a"));

        PlainClient.connectFromPage(uri("?user=b"), "http://localhost:" + host.port());
        assertThat(Await.next(clients.opened).user).isEqualTo(User.named("b"));
    }

    @ParameterizedTest
    @CsvSource({"nobody, 4500", "broken, 4005"})
    void aUserWhoIsNotKnownOrCantBeToldIsTurnedAway(String user, int code) throws Exception {
        try (SchedulerManager manager = manager(new InMemoryGameStorage()).build()) {
            switched.switchTo(manager.clients());
            assertThat(open("?user=" + user).readCloseCode()).isEqualTo(code);
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
        }
    }

    @Test
    void aManagerThatFailsToTakeAConnectionClosesItWithACode() throws Exception {
        clients.failing = true;
        assertThat(PlainClient.connect(uri("")).closed()).isEqualTo("4005 INTERNAL");

        clients.failing = false;
        assertThatConnectionsWork();
    }

    @Test
    void parametersOfTheQueryAndOfThePathAreNotMixedUp() throws Exception {
        RawWebSocket.connect(host.port(), "/rooms/good?room=evil&user=ann");

        Handshake request = Await.next(settings.requests);
        assertThat(request.parameters()).containsOnlyKeys("room", "user").containsEntry("room", List.of("evil"));
        assertThat(request.uri().getRawPath()).isEqualTo("/rooms/good");

        RawWebSocket.connect(host.port(), "/rooms/nobody");
        assertThat(Await.next(settings.requests).parameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=%zz", "?user=%", "?user=%4"})
    void aQueryThatCantBeDecodedIsTurnedAway(String query) throws Exception {
        // The hosts refuse it before they ask the transport.
        int status = RawWebSocket.statusOf(host.port(), target(query));
        if (deviates(TransportDeviation.BROKEN_QUERIES_ARE_OPENED_AND_DROPPED)) {
            assertThat(status).isEqualTo(101);
            assertThat(open(query).readCloseCode()).isEqualTo(NO_CLOSE_FRAME);
        } else {
            assertThat(status).isEqualTo(deviates(TransportDeviation.BROKEN_QUERIES_ARE_ANSWERED_WITH_400) ? 400 : 500);
        }
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).isEmpty();
        assertThatConnectionsWork();
    }

    @ParameterizedTest
    @CsvSource({
        "/rooms/%2e%2e%2fetc%2fpasswd, ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON",
        "/rooms/%2e%2e, ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON",
        "/rooms/a%00b, ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON",
        "/rooms/%c0%af, ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON",
        "/rooms/, EMPTY_PATH_PARAMETERS_ARE_PASSED_ON",
        "//rooms/a, DOUBLE_SLASHES_ARE_PASSED_ON"
    })
    void aTrickyPathIsRefused(String target, TransportDeviation passedOn) throws Exception {
        if (deviates(passedOn)) {
            assertThatPathIsPassedOn(target);
        } else {
            assertThatPathIsRefused(target);
        }
    }

    @Test
    void anEncodedLineFeedInAPathIsPassedOnAsItCame() throws Exception {
        if (deviates(TransportDeviation.ENCODED_LINE_FEEDS_ARE_REFUSED)) {
            assertThatPathIsRefused("/rooms/a%0ab");
        } else {
            assertThatPathIsPassedOn("/rooms/a%0ab");
        }
    }

    @Test
    void aParameterOfAPathSegmentIsPassedOnAsItCame() throws Exception {
        assertThatPathIsPassedOn("/rooms/a;x=1");
    }

    @ParameterizedTest
    @CsvSource({"/rooms/../rooms/../../x, 500", "/rooms/%zz, 0"})
    void aBrokenPathIsRefused(String target, int otherwise) throws Exception {
        if (deviates(TransportDeviation.BROKEN_PATHS_FAIL)) {
            assertThat(RawWebSocket.statusOf(host.port(), target)).isEqualTo(otherwise);
            assertThat(settings.requests).isEmpty();
        } else {
            assertThatPathIsRefused(target);
        }
        assertThatConnectionsWork();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/rooms", "/other/room", "/rooms/main/more", "/rooms/a/b", "/ROOMS/a"})
    void anotherPathIsNoEndpoint(String target) throws Exception {
        assertThat(RawWebSocket.statusOf(host.port(), target)).isEqualTo(404);
        assertThat(settings.requests).isEmpty();
    }

    /** As a bad request or as one for something that is not there, depending on whether the host puts paths in order first. */
    private void assertThatPathIsRefused(String target) throws Exception {
        assertThat(RawWebSocket.statusOf(host.port(), target)).isIn(400, 404);
        assertThat(settings.requests).isEmpty();
    }

    /** Not decoded: an adapter that takes it apart decodes it once, by itself. */
    private void assertThatPathIsPassedOn(String target) throws Exception {
        assertThat(RawWebSocket.statusOf(host.port(), target)).isEqualTo(101);
        String path = Await.next(settings.requests).uri().getRawPath();
        assertThat(path).isEqualTo(target);
    }

    @Test
    void theUserWhomTheContainerKnowsIsThePrincipal() throws Exception {
        open("", TransportSettings.CREDENTIALS);

        Principal principal = Await.next(settings.requests).principal();
        if (deviates(TransportDeviation.PRINCIPALS_ARE_NOT_KNOWN)) {
            assertThat(principal).isNull();
        } else {
            assertThat(principal).extracting(Principal::getName).isEqualTo(TransportSettings.CONTAINER_USER);
            assertThat(Await.next(clients.opened).user).isEqualTo(User.named(TransportSettings.CONTAINER_USER));
        }
    }

    @Test
    void onlyWhomTheContainerKnowsIsLetInWhereItIsAsked() throws Exception {
        try (SchedulerManager manager = manager(new InMemoryGameStorage()).build()) {
            switched.switchTo(manager.clients());
            assertThat(open("?by=container").readCloseCode()).isEqualTo(4500);

            RawWebSocket client = open("?by=container", TransportSettings.CREDENTIALS);
            if (deviates(TransportDeviation.PRINCIPALS_ARE_NOT_KNOWN)) {
                assertThat(client.readCloseCode()).isEqualTo(4500);
            } else {
                assertThat(client.readText()).contains("\"user\":\"" + TransportSettings.CONTAINER_USER + "\"");
            }
        }
    }
}
