package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.ClientManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.transport.netty.NettyEndpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Netty, started as in {@code examples/hosting/netty}, with bare pipelines of Netty's own handlers, plain and with a compressor
 * for each session, and the floor: sockets without any server.
 */
final class NettyHost implements Host {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    private final NettyPeer plain = new NettyPeer(false);
    private final NettyPeer compressed = new NettyPeer(true);
    private final RawServer floor;
    private int port;
    private int plainPort;
    private int compressedPort;

    NettyHost() {
        try {
            floor = new RawServer();
        } catch (IOException e) {
            throw new IllegalStateException("no socket for the floor", e);
        }
    }

    @Override
    public void start(ClientManager clients) throws InterruptedException {
        // Those who do not offer compression are sent everything as it is.
        NettyEndpoint endpoint = NettyEndpoint.builder(clients, Authenticators.allowEveryoneWithoutAuthentication())
                .path("/stream")
                .compression(true)
                .build();
        port = listen(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec());
                endpoint.addTo(channel.pipeline());
            }
        });
        plainPort = listen(plain);
        compressedPort = listen(compressed);
        floor.start();
    }

    private int listen(ChannelInitializer<Channel> pipeline) throws InterruptedException {
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, ContainerStarter.SEND_BUFFER)
                .childHandler(pipeline)
                .bind("localhost", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public int port(String kind) {
        return switch (kind) {
            case "ours" -> port;
            case "async" -> plainPort;
            case "deflate" -> compressedPort;
            case "floor" -> floor.port();
            default -> throw new IllegalArgumentException("there is no bare loop \"" + kind + "\" of Netty");
        };
    }

    @Override
    public BareLoop.Sender sender(String kind, int clients) throws InterruptedException {
        return switch (kind) {
            case "async" -> plain.sender(clients);
            case "deflate" -> compressed.sender(clients);
            case "floor" -> floor.sender(clients);
            default -> throw new IllegalArgumentException("there is no bare loop \"" + kind + "\" of Netty");
        };
    }
}
