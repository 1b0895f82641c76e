package dev.rallycast.examples.hosting.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.netty.NettyEndpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Base64;
import java.util.Set;

class NettyTransportContractTest extends ConformingTransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        NettyEndpoint endpoint = NettyEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        NettyExample server = NettyExample.start(
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        pipeline.addLast(NettyExample.pipeline(endpoint));
                        pipeline.addAfter(
                                pipeline.context(HttpServerCodec.class).name(),
                                "login",
                                new Login(settings.containerUser(), settings.containerPassword()));
                    }
                },
                0);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(TransportDeviation.BROKEN_QUERIES_ARE_ANSWERED_WITH_400);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }

    /** Knows one user, who says who they are as RFC 7617 says. */
    private static final class Login extends ChannelInboundHandlerAdapter {
        private final String user;
        private final String credentials;

        Login(String user, String password) {
            this.user = user;
            credentials = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            if (received instanceof HttpRequest request) {
                boolean known = credentials.equals(request.headers().get("Authorization"));
                context.channel().attr(NettyEndpoint.PRINCIPAL).set(known ? () -> user : null);
            }
            context.fireChannelRead(received);
        }
    }
}
