package dev.rallycast.transport.netty;

import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.auth.Authenticators;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.testkit.RawWebSocket;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract of transports does not know of, because it is Netty's own. */
class NettyEndpointTest {
    private final HeldClients clients = new HeldClients();
    private final List<Throwable> ends = new ArrayList<>();

    private NettyEndpoint.Builder builder() {
        return NettyEndpoint.builder(clients, Authenticators.allowEveryoneWithoutAuthentication());
    }

    private Peer open(String... headers) {
        Peer peer = new Peer(builder().build());
        assertThat(peer.send(Peer.request("/stream", headers))).startsWith("HTTP/1.1 101 ");
        return peer;
    }

    private void send(int session, WireMessage message) {
        clients.sessions.get(session).send(message, ends::add);
    }

    private static WireMessage message(String text) {
        return WireMessage.ofUtf8(text.getBytes(UTF_8));
    }

    private static byte[] close(int code) {
        return frame(FIN | RawWebSocket.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Answers every request that comes through with its path, as a page of the host would. */
    private static final class Page extends ChannelInboundHandlerAdapter {
        final List<String> paths = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            if (received instanceof HttpRequest request) {
                paths.add(request.uri());
            }
            ReferenceCountUtil.release(received);
        }
    }

    @Test
    void theUpgradeIsAnsweredAsTheRfcsExampleAndOnlyTheStreamIsLeft() {
        Peer peer = new Peer(builder().build(), new Page());

        String response = peer.send(Peer.request("/stream?user=ann"));

        assertThat(response)
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .containsIgnoringCase("upgrade: websocket\r\n")
                .containsIgnoringCase("connection: upgrade\r\n")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .endsWith("\r\n\r\n");
        assertThat(peer.channel.pipeline().toMap().values()).hasExactlyElementsOfTypes(StreamHandler.class);
        assertThat(clients.handshakes.get(0).parameter("user")).contains("ann");
    }

    @Test
    void framesThatComeTogetherWithTheRequestAreRead() {
        Peer peer = new Peer(builder().build());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Peer.request("/stream").getBytes(UTF_8));
        all.writeBytes(frame(FIN | RawWebSocket.TEXT, "early".getBytes(UTF_8)));

        peer.send(all.toByteArray());

        assertThat(clients.calls).containsExactly("text early");
    }

    @Test
    void anAggregatorInThePipelineDoesNoHarm() {
        Peer peer = new Peer(builder().build());
        peer.channel
                .pipeline()
                .addAfter(peer.channel.pipeline().firstContext().name(), "aggregator", new HttpObjectAggregator(1_000));

        peer.send(Peer.request("/stream"));
        peer.send(frame(FIN | RawWebSocket.TEXT, "hello".getBytes(UTF_8)));

        assertThat(clients.calls).containsExactly("text hello");
    }

    @Test
    void otherRequestsGoOnToTheNextHandlerAndTheConnectionMayStillBeUpgraded() {
        Page page = new Page();
        Peer peer = new Peer(builder().build(), page);

        peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        peer.send("POST /stream/other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
        String response = peer.send(Peer.request("/stream"));

        assertThat(page.paths).containsExactly("/", "/stream/other");
        assertThat(response).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void withoutANextHandlerOtherRequestsAreNotFound() {
        Peer peer = new Peer(builder().build());

        assertThat(peer.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"))
                .startsWith("HTTP/1.1 404 ");
        assertThat(peer.send(Peer.request("/stream"))).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void whatIsNoHttpIsABadRequest() {
        Peer peer = new Peer(builder().build());

        assertThat(peer.send("what is this?\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(peer.channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', POST, 405",
        "'', GET, 101",
        "Upgrade: websocket, GET, 426",
        "'Connection: keep-alive, Upgrade', GET, 426",
        "Sec-WebSocket-Version: 13, GET, 426",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, GET, 400",
    })
    void aRequestForTheEndpointThatIsNotAsItShouldBeIsRefused(String without, String method, int status) {
        String request = Peer.request("/stream").replaceFirst("GET", method);
        if (!without.isEmpty()) {
            request = request.replace(without + "\r\n", "");
        }

        assertThat(new Peer(builder().build(), new Page()).send(request)).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream?a=%zz", "/stream?a=|", "/stream?a#b"})
    void aTargetThatCantBeReadIsABadRequest(String target) {
        Peer peer = new Peer(builder().build());

        assertThat(peer.send(Peer.request(target))).startsWith("HTTP/1.1 400 ");
        assertThat(peer.channel.isOpen()).isFalse();
        assertThat(clients.sessions).isEmpty();
    }

    @Test
    void aTargetMayBeAWholeUri() {
        Peer peer = new Peer(builder().build());

        assertThat(peer.send(Peer.request("http://localhost/stream?user=ann"))).startsWith("HTTP/1.1 101 ");
        assertThat(clients.handshakes.get(0).uri()).hasToString("/stream?user=ann");
    }

    @Test
    void whomTheHostHasAuthenticatedIsThePrincipal() {
        Peer peer = new Peer(builder().build());
        Principal ann = () -> "ann";
        peer.channel.attr(NettyEndpoint.PRINCIPAL).set(ann);

        peer.send(Peer.request("/stream"));

        assertThat(clients.handshakes.get(0).principal()).isSameAs(ann);
    }

    @Test
    void headersOfOneNameInAnyCaseAreKeptTogetherOnce() {
        open("Origin: http://localhost", "x-many: 1", "X-Many: 2");

        assertThat(clients.handshakes.get(0).headers().get("X-MANY")).containsExactly("1", "2");
    }

    @Test
    void aMessageIsWrittenInTheLoopsNextTurnAndThenCalledBack() {
        Peer peer = open();

        send(0, message("hi"));
        assertThat(ends).isEmpty();

        assertThat(peer.receive()).isEqualTo(new byte[] {(byte) 0x81, 2, 'h', 'i'});
        assertThat(ends).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aSecondSendWhileOneIsInFlightIsRefused() {
        open();
        send(0, message("first"));

        assertThatThrownBy(() -> send(0, message("second"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theHostClosesAChannelAndItsClientIsToldBefore() {
        Peer peer = open();

        var closed = peer.channel.close();

        assertThat(peer.receive()).isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 0xe9});
        assertThat(closed.isSuccess()).isTrue();
        assertThat(clients.calls).containsExactly("closed");
        assertThat(clients.sessions.get(0).isOpen()).isFalse();
    }

    @Test
    void aClientThatDoesNotAnswerACloseIsCutOffAfterAMoment() {
        Peer peer = open();

        clients.sessions.get(0).close(CloseCode.REPLACED);
        assertThat(new String(peer.receive(), UTF_8)).endsWith("REPLACED");
        peer.send(frame(FIN | RawWebSocket.TEXT, "too late".getBytes(UTF_8)));
        peer.advance(CloseHandshake.UNANSWERED_MILLIS - 1);
        assertThat(peer.channel.isOpen()).isTrue();
        peer.advance(1);

        assertThat(peer.channel.isOpen()).isFalse();
        assertThat(clients.calls).containsExactly("closed");
    }

    @Test
    void aClientThatAnswersACloseIsNotWaitedFor() {
        Peer peer = open();

        clients.sessions.get(0).close(CloseCode.REPLACED);
        peer.receive();
        assertThat(peer.send(close(CloseCode.REPLACED.code()))).isEmpty();

        assertThat(peer.channel.isOpen()).isFalse();
        assertThat(clients.calls).containsExactly("closed");
    }

    /** Keeps what is written, as a socket does whose client takes nothing. */
    private static final class Stuck extends ChannelOutboundHandlerAdapter {
        final List<ChannelPromise> held = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object what, ChannelPromise promise) {
            ReferenceCountUtil.release(what);
            held.add(promise);
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOffAndItsSendFails() {
        Peer peer = open();
        Stuck stuck = new Stuck();
        peer.channel.pipeline().addFirst(stuck);
        send(0, message("never taken"));
        peer.receive();

        clients.sessions.get(0).close(CloseCode.SLOW_CONSUMER);
        peer.receive();
        peer.advance(CloseHandshake.UNSENT_MILLIS - 1);
        assertThat(peer.channel.isOpen()).isTrue();
        peer.advance(1);

        assertThat(peer.channel.isOpen()).isFalse();
        assertThat(clients.calls).containsExactly("closed");
        stuck.held.forEach(promise -> promise.tryFailure(new ClosedChannelException()));
        assertThat(ends).hasSize(1).doesNotContainNull();
    }

    @Test
    void ofPingsThatTheClientTakesNoAnswersToTheNewestIsAnswered() {
        Peer peer = open();
        Stuck stuck = new Stuck();
        peer.channel.pipeline().addFirst(stuck);
        for (int i = 0; i < 100; i++) {
            peer.send(frame(FIN | RawWebSocket.PING, new byte[] {(byte) i}));
        }
        assertThat(stuck.held).hasSize(1);
        peer.channel.pipeline().remove(stuck);

        stuck.held.get(0).setSuccess();

        assertThat(peer.receive()).isEqualTo(new byte[] {(byte) 0x8a, 1, 99});
    }

    @Test
    void pingsOfOursDoNotPileUp() {
        Peer peer = open();
        Stuck stuck = new Stuck();
        peer.channel.pipeline().addFirst(stuck);

        for (int i = 0; i < 3; i++) {
            clients.sessions.get(0).ping();
            peer.receive();
        }
        assertThat(stuck.held).hasSize(1);
        stuck.held.get(0).setSuccess();
        peer.channel.pipeline().remove(stuck);
        clients.sessions.get(0).ping();

        assertThat(peer.receive()).isEqualTo(new byte[] {(byte) 0x89, 0});
    }

    @Test
    void compressionIsForThoseWhoOfferItAndGoesBothWays() throws Exception {
        NettyEndpoint endpoint = builder().compression(true).build();
        Peer compressing = new Peer(endpoint);
        Peer plain = new Peer(endpoint);
        assertThat(compressing.send(Peer.request(
                        "/stream", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")))
                .containsIgnoringCase(
                        "sec-websocket-extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n");
        assertThat(plain.send(Peer.request("/stream"))).doesNotContainIgnoringCase("sec-websocket-extensions");
        WireMessage message = message("abc ".repeat(200));

        send(0, message);
        send(1, message);
        byte[] compressed = compressing.receive();
        byte[] asItIs = plain.receive();
        compressing.send(frame(
                FIN | RawWebSocket.RSV1 | RawWebSocket.TEXT,
                Deflation.deflate(ByteBuffer.wrap("from a client".getBytes(UTF_8)))));

        assertThat(compressed[0]).isEqualTo((byte) 0xc1);
        ByteBuffer inflated = Deflation.inflate(ByteBuffer.wrap(compressed, 2, compressed.length - 2), 10_000);
        assertThat(UTF_8.decode(inflated).toString()).isEqualTo(message.text());
        assertThat(new String(asItIs, 4, asItIs.length - 4, UTF_8)).isEqualTo(message.text());
        assertThat(clients.calls).containsExactly("text from a client");
    }

    @Test
    void aFailureThatIsNotTheNetworksIsTheServers() {
        Peer peer = open();

        peer.channel.pipeline().fireExceptionCaught(new IllegalStateException("asked to"));

        assertThat(new String(peer.receive(), UTF_8)).endsWith("INTERNAL");
    }

    @Test
    void aPipelineWithoutHttpIsTold() {
        EmbeddedChannel channel = new EmbeddedChannel();
        builder().build().addTo(channel.pipeline());

        assertThatThrownBy(() -> channel.writeInbound(new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.GET,
                        "/stream",
                        Unpooled.EMPTY_BUFFER,
                        new DefaultHttpHeaders()
                                .add("Upgrade", "websocket")
                                .add("Connection", "Upgrade")
                                .add("Sec-WebSocket-Version", "13")
                                .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                        new DefaultHttpHeaders())))
                .hasMessageContaining("HttpServerCodec");
    }
}
