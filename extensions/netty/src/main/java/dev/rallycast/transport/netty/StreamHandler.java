package dev.rallycast.transport.netty;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the pipeline of a channel that has been upgraded. What happens on the channel is told to its {@link Stream}. */
final class StreamHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);

    private final Function<ChannelHandlerContext, Stream> streams;
    private @Nullable Stream stream;

    /** A handler of one channel, whose stream is made once the handler has its place in the pipeline. */
    StreamHandler(Function<ChannelHandlerContext, Stream> streams) {
        this.streams = streams;
    }

    Stream stream() {
        return requireNonNull(stream, "not in a pipeline");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        stream = streams.apply(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        try {
            if (received instanceof ByteBuf bytes) {
                stream().received(bytes);
            } else {
                LOG.debug("No HTTP any more: dropped {}", received.getClass());
            }
        } finally {
            ReferenceCountUtil.release(received);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        stream().receivedAll();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stream().gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        stream().failed(failure);
    }

    /** The host closes the channel. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        stream().goAway(promise);
    }
}
