package dev.rallycast.examples.hosting.netty;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.netty.NettyEndpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}, or at the port given as argument. */
public final class NettyExample {
    private final EventLoopGroup loops;
    private final ChannelGroup channels;
    private final Channel server;

    private NettyExample(EventLoopGroup loops, ChannelGroup channels, Channel server) {
        this.loops = loops;
        this.channels = channels;
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        FileGameStorage storage = FileGameStorage.open(Path.of("recordings"));
        SchedulerManager manager = SchedulerManager.builder(storage).build();
        NettyEndpoint endpoint = NettyEndpoint.builder(
                        manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                .path("/stream")
                .build();
        start(pipeline(endpoint), args.length > 0 ? Integer.parseInt(args[0]) : 8080);
    }

    /** What is in the pipeline of each connection. */
    static ChannelHandler pipeline(NettyEndpoint endpoint) {
        // tag::netty-pipeline[]
        ChannelHandler pipeline = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec());
                endpoint.addTo(channel.pipeline());
                // Behind it come the handlers of all other requests.
            }
        };
        // end::netty-pipeline[]
        return pipeline;
    }

    static NettyExample start(ChannelHandler pipeline, int port) throws InterruptedException {
        // tag::netty[]
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addLast(pipeline);
                    }
                })
                .bind("localhost", port)
                .sync()
                .channel();
        // end::netty[]
        return new NettyExample(loops, channels, server);
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    void stop() throws InterruptedException {
        // tag::netty-stop[]
        server.close().sync();
        // Tells the clients, for which the event loops are needed.
        channels.close().await();
        loops.shutdownGracefully().sync();
        // end::netty-stop[]
    }
}
