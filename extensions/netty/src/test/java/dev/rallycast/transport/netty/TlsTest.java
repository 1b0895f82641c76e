package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.auth.Authenticators;
import dev.rallycast.protocol.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one frame of all behind a handler that rewrites what it is given. */
@Timeout(300)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HeldClients clients = new HeldClients();
    private final NettyEndpoint endpoint = NettyEndpoint.builder(
                    clients, Authenticators.allowEveryoneWithoutAuthentication())
            .build();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before each test
    private SSLContext tls;

    /** Both ends of a connection, which hand each other what they write. */
    private static final class Connection {
        final EmbeddedChannel server = new EmbeddedChannel();
        final EmbeddedChannel client;

        Connection(NettyEndpoint endpoint, SSLContext tls) {
            server.pipeline().addLast(new SslHandler(engine(tls, false)), new HttpServerCodec());
            endpoint.addTo(server.pipeline());
            client = new EmbeddedChannel(new SslHandler(engine(tls, true)));
            exchange();
            client.writeOutbound(Unpooled.copiedBuffer(Peer.request("/stream"), ISO_8859_1));
            assertThat(received()).startsWith("HTTP/1.1 101 ");
        }

        private static SSLEngine engine(SSLContext tls, boolean client) {
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(client);
            return engine;
        }

        private void exchange() {
            while (pass(client, server) || pass(server, client)) {
                server.runPendingTasks();
                client.runPendingTasks();
            }
        }

        private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
            from.runPendingTasks();
            ByteBuf bytes = from.readOutbound();
            if (bytes == null) {
                return false;
            }
            to.writeInbound(bytes);
            return true;
        }

        /** What the client has received since the last time. */
        String received() {
            exchange();
            StringBuilder text = new StringBuilder();
            for (ByteBuf part = client.readInbound(); part != null; part = client.readInbound()) {
                text.append(part.toString(ISO_8859_1));
                part.release();
            }
            return text.toString();
        }
    }

    @BeforeEach
    void makeKeys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    }

    @Test
    void theOneFrameOfAllIsEncryptedForEachClientAndStaysAsItIs() {
        Connection first = new Connection(endpoint, tls);
        Connection second = new Connection(endpoint, tls);
        WireMessage large = shared("large ".repeat(10_000));
        WireMessage small = shared("small");

        for (int round = 0; round < 2; round++) {
            for (WireMessage message : new WireMessage[] {large, small, large}) {
                clients.sessions.forEach(session -> session.send(message, failure -> {}));
                assertThat(first.received()).endsWith(message.text()).isEqualTo(second.received());
            }
        }
    }

    /** A message that so many have got that there is one frame for all. */
    private static WireMessage shared(String text) {
        WireMessage message = WireMessage.ofUtf8(text.getBytes(UTF_8));
        for (int i = 0; i < SharedFrame.COPIES; i++) {
            message.in(SharedFrame.PLAIN).take(UnpooledByteBufAllocator.DEFAULT).release();
        }
        return message;
    }
}
