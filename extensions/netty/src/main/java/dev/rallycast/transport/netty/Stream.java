package dev.rallycast.transport.netty;

import dev.rallycast.ClientManager;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SessionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: what comes in goes to its {@link SessionHandler}, one call at a time. Event loop only. */
final class Stream implements FrameReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);
    private static final int NORMAL = 1000;

    private final ChannelHandlerContext context;
    private final Upgrade upgrade;
    private final int maxMessageBytes;
    private final CloseHandshake closing;
    private final NettyClientSession session;
    private final FrameReader frames;
    private @Nullable SessionHandler handler;

    /** Whether the answer to a ping is not written yet. */
    private boolean answering;
    /** The newest of the pings that came meanwhile, which is the one to answer: RFC 6455, section 5.5.3. */
    private byte @Nullable [] unanswered;

    private boolean unflushed;

    Stream(ChannelHandlerContext context, Upgrade upgrade, ClientManager clients, SendQueue queue) {
        this.context = context;
        this.upgrade = upgrade;
        maxMessageBytes = clients.limits().maxMessageBytes();
        closing = new CloseHandshake(context);
        boolean compression = upgrade.extensions() != null;
        String batches = clients.protocol().batchSubprotocol().orElse(null);
        session = new NettyClientSession(
                upgrade.handshake().connectionId(),
                context,
                queue,
                closing,
                compression ? SharedFrame.COMPRESSED : SharedFrame.PLAIN,
                batches != null && batches.equals(upgrade.subprotocol()));
        frames = new FrameReader(this, maxMessageBytes, compression);
    }

    /** The client has been told that the protocol is switched: hands the connection over, or turns it away. */
    void open(ClientManager clients, Authenticator authenticator) {
        CloseCode refusal = upgrade.refusal();
        if (refusal != null) {
            session.close(refusal);
            return;
        }
        try {
            handler = clients.connect(session, upgrade.handshake(), authenticator);
        } catch (RuntimeException e) {
            LOG.error("Connection {} could not be taken over", session.id(), e);
            session.close(CloseCode.INTERNAL);
        }
    }

    void received(ByteBuf bytes) {
        frames.read(bytes);
    }

    /** What came is read. */
    void receivedAll() {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    /** The channel is closed. */
    void gone() {
        closing.over();
        session.closed();
        SessionHandler told = handler;
        handler = null;
        if (told != null) {
            tell(told, SessionHandler::onClosed);
        }
    }

    /** Something failed on the channel, or in a handler. */
    void failed(Throwable failure) {
        if (failure instanceof IOException || failure.getCause() instanceof IOException) {
            // Mostly a client that went away without a word; of TLS Netty tells in an exception of its own.
            LOG.debug("Connection {} failed", session.id(), LogText.of(failure));
            closing.cut();
        } else {
            LOG.error("Connection {} failed", session.id(), failure);
            session.close(CloseCode.INTERNAL);
        }
    }

    /** The host closes the channel. */
    void goAway(ChannelPromise promise) {
        session.closed();
        closing.goAway(promise);
    }

    @Override
    public void onText(String text) {
        tell(told -> told.onText(text));
    }

    @Override
    public void onTooLarge() {
        tell(SessionHandler::onTooLarge);
    }

    @Override
    public void onBinary() {
        tell(SessionHandler::onBinary);
    }

    @Override
    public void onPong() {
        tell(SessionHandler::onPong);
    }

    @Override
    public void onPing(byte[] payload) {
        if (closing.hasBegun()) {
            return;
        }
        if (answering) {
            unanswered = payload;
            return;
        }
        answering = true;
        unflushed = true;
        context.write(Frames.control(context.alloc(), Frames.PONG, payload)).addListener(written -> answered());
    }

    private void answered() {
        answering = false;
        byte[] next = unanswered;
        unanswered = null;
        if (next != null && context.channel().isActive()) {
            onPing(next);
            receivedAll();
        }
    }

    @Override
    public void onClose(int code) {
        session.closed();
        closing.answer(code == FrameReader.NO_CODE ? NORMAL : code);
    }

    @Override
    public void onFarTooLarge() {
        session.closed();
        closing.begin(FrameReader.TOO_BIG, "more than " + 2L * maxMessageBytes + " bytes");
    }

    @Override
    public void onBroken(int code, String what) {
        LOG.debug("Connection {} does not keep to RFC 6455: {}", session.id(), what);
        session.closed();
        closing.fail(code, what);
    }

    /** Nothing of what a client says counts once the connection is ending. */
    private void tell(Consumer<SessionHandler> call) {
        SessionHandler told = handler;
        if (told != null && !closing.hasBegun()) {
            tell(told, call);
        }
    }

    private void tell(SessionHandler told, Consumer<SessionHandler> call) {
        try {
            call.accept(told);
        } catch (RuntimeException e) {
            LOG.error("The handler of connection {} failed", session.id(), e);
            session.close(CloseCode.INTERNAL);
        }
    }
}
