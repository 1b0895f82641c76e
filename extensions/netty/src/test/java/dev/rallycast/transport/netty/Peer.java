package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.concurrent.TimeUnit;

/** A client and the server's end of its connection, without a socket, in one thread whose time is moved by hand. */
final class Peer {
    final EmbeddedChannel channel = new EmbeddedChannel();

    /** A connection that has just been opened, with these handlers behind the endpoint. */
    Peer(NettyEndpoint endpoint, ChannelHandler... others) {
        channel.freezeTime();
        channel.pipeline().addLast(new HttpServerCodec());
        endpoint.addTo(channel.pipeline());
        channel.pipeline().addLast(others);
    }

    /** The text of a request for a WebSocket. */
    static String request(String target, String... headers) {
        return "GET " + target
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join("\r\n", headers) + (headers.length > 0 ? "\r\n\r\n" : "\r\n");
    }

    /** Sends bytes, and returns with what they are answered. */
    byte[] send(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        return receive();
    }

    String send(String text) {
        return new String(send(text.getBytes(ISO_8859_1)), ISO_8859_1);
    }

    /** What the server has sent since it was asked last. */
    byte[] receive() {
        channel.runPendingTasks();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    void advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
