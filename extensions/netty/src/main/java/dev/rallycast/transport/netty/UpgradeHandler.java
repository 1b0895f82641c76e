package dev.rallycast.transport.netty;

import dev.rallycast.spi.LogText;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests for the endpoint's path out of a pipeline; the others go on to the next handler, if there is one. One for
 * each channel.
 */
final class UpgradeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UpgradeHandler.class);
    private static final String VERSION = "13";

    private final Settings settings;
    private final Requests requests;
    private final Function<ChannelHandlerContext, SendQueue> queues;

    /** The request that is answered here when all of it has come. */
    private @Nullable HttpRequest asked;
    /** With what, if it is not granted. */
    private @Nullable HttpResponseStatus refusal;

    UpgradeHandler(Settings settings, Function<ChannelHandlerContext, SendQueue> queues) {
        this.settings = settings;
        this.queues = queues;
        requests = new Requests(settings);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (received instanceof HttpRequest request && takes(context, request)) {
            asked = request;
        }
        HttpRequest answered = asked;
        if (answered == null) {
            context.fireChannelRead(received);
            return;
        }
        try {
            // Whatever the request has for a body is of no interest.
            if (received instanceof LastHttpContent) {
                asked = null;
                answer(context, answered);
            }
        } finally {
            ReferenceCountUtil.release(received);
        }
    }

    /** Whether a request is answered here, and with what. */
    private boolean takes(ChannelHandlerContext context, HttpRequest request) {
        PathPattern.Match match = request.decoderResult().isSuccess() ? requests.match(request) : PathPattern.Match.NO;
        if (match != PathPattern.Match.NO) {
            refusal = match == PathPattern.Match.BAD ? HttpResponseStatus.BAD_REQUEST : requests.refusal(request);
            return true;
        }
        if (context.pipeline().last() == this) {
            // Nobody else would answer.
            refusal =
                    request.decoderResult().isSuccess() ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.BAD_REQUEST;
            return true;
        }
        return false;
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        if (refusal != null) {
            refuse(context, request, refusal);
            return;
        }
        Upgrade upgrade;
        try {
            upgrade = requests.upgrade(
                    request, context.channel().attr(NettyEndpoint.PRINCIPAL).get());
        } catch (IllegalArgumentException e) {
            // Not what it says: that may quote a token of the query.
            LOG.debug("Refused a request that can't be read", LogText.withoutMessages(e));
            refuse(context, request, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        upgrade(context, upgrade);
    }

    private void upgrade(ChannelHandlerContext context, Upgrade upgrade) {
        ChannelPipeline pipeline = context.pipeline();
        List<ChannelHandler> http = http(pipeline);
        SendQueue queue = queues.apply(context);
        StreamHandler handler = new StreamHandler(stream -> new Stream(stream, upgrade, settings.clients(), queue));
        // Goes through the encoder before that is taken out.
        context.writeAndFlush(upgrade.response()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        context.channel().config().setAutoRead(true);
        pipeline.addLast(handler);
        handler.stream().open(settings.clients(), settings.authenticator());
        // The decoder as the last one: what it has got of the first frames it gives to the handler behind it.
        Collections.reverse(http);
        http.forEach(pipeline::remove);
    }

    /**
     * The handlers from the one that makes requests of bytes to the last: none of them has anything to do with what comes after
     * the upgrade.
     */
    private static List<ChannelHandler> http(ChannelPipeline pipeline) {
        List<ChannelHandler> handlers = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> entry : pipeline) {
            ChannelHandler handler = entry.getValue();
            boolean codec = handler instanceof HttpServerCodec
                    || handler instanceof HttpRequestDecoder
                    || handler instanceof HttpResponseEncoder;
            if (codec || !handlers.isEmpty()) {
                handlers.add(handler);
            }
        }
        if (handlers.isEmpty()) {
            throw new IllegalStateException(
                    "the pipeline has no HttpServerCodec before the endpoint: found " + pipeline.names());
        }
        return handlers;
    }

    private static void refuse(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
        }
        boolean stays = HttpUtil.isKeepAlive(request) && !status.equals(HttpResponseStatus.BAD_REQUEST);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        }
        if (!stays) {
            response.headers().add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        context.writeAndFlush(response)
                .addListener(stays ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }
}
