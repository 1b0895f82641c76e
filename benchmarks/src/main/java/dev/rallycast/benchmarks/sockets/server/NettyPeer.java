package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.protocol.WireMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.io.IOException;
import java.util.List;

/** What is written with Netty alone: a text frame for each channel, around one and the same payload. */
final class NettyPeer extends ChannelInitializer<Channel> {
    private static final String PATH = "/bare";
    private static final int MAX_REQUEST = 8_192;

    private final boolean compression;
    private final BareSessions<Channel> sessions = new BareSessions<>();

    NettyPeer(boolean compression) {
        this.compression = compression;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST));
        if (compression) {
            pipeline.addLast(new WebSocketServerCompressionHandler(0));
        }
        pipeline.addLast(new WebSocketServerProtocolHandler(PATH, null, compression));
        pipeline.addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                    sessions.add(context.channel());
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                sessions.remove(context.channel());
            }
        });
    }

    BareLoop.Sender sender(int clients) throws InterruptedException {
        return new Sender(sessions.first(clients));
    }

    private static final class Sender implements BareLoop.Sender {
        private final Channel[] channels;
        private final Pending pending = new Pending();
        private final ChannelFutureListener listener = written -> pending.done(written.cause());

        Sender(List<Channel> channels) {
            this.channels = channels.toArray(Channel[]::new);
        }

        @Override
        public void send(WireMessage message) throws IOException, InterruptedException {
            pending.begin(channels.length);
            TextWebSocketFrame frame =
                    new TextWebSocketFrame(Unpooled.directBuffer(message.size()).writeBytes(message.buffer()));
            for (Channel channel : channels) {
                channel.writeAndFlush(frame.retainedDuplicate()).addListener(listener);
            }
            frame.release();
            pending.await();
        }
    }
}
