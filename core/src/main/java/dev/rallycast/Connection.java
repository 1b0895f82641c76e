package dev.rallycast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.ProtocolException;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Identity;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SessionHandler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its commands in order, at most one playback that it takes part in, and an {@link Outbox}. All state belongs
 * to a session loop; what the transport calls only hands over to it.
 */
final class Connection implements SessionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How many commands may wait for earlier ones to be done, or until it is known who sends them. */
    private static final int MAX_HELD = 32;

    private final Engine engine;
    private final ClientSession session;
    private final Loop loop;
    private final ConnectionOwner owner;
    private final Limits limits;
    private final Outbox outbox;
    private @Nullable Queue<Received> held;
    /** What the client asked for before it was known whose the connection is; null once it is. */
    private @Nullable Queue<Runnable> early = new ArrayDeque<>(1);

    private final TokenBucket bucket;
    private final Watchdog watchdog;
    /** When what the client has proved ends, if it does. */
    private @Nullable Expiry expiry;

    /** Whose the connection is, once that is known. */
    private volatile @Nullable User user;

    /** The playback that commands go to. */
    private @Nullable Member member;
    /** The last one that was joined, also when it has been left. */
    private @Nullable Member newest;

    /** How many commands the playback has not answered yet. */
    private int asked;

    /** The {@code start} that is not answered yet. */
    private @Nullable Received starting;

    /** What the connection was closed with by the server. */
    private @Nullable CloseCode closedWith;

    private boolean opened;
    private boolean gone;

    Connection(Engine engine, ClientSession session, Loop loop, Batches batches, ConnectionOwner owner) {
        this.engine = engine;
        this.session = session;
        this.loop = loop;
        this.owner = owner;
        limits = engine.limits;
        bucket = new TokenBucket(limits.playerRate(), loop.now());
        watchdog = new Watchdog(loop, limits, this);
        outbox = new Outbox(session, loop, batches, engine, this);
    }

    /** Whose the connection is. It is known before anything is joined. */
    User user() {
        return requireNonNull(user, "user");
    }

    /** Whether it is known whose the connection is. */
    boolean isKnown() {
        return user != null;
    }

    Loop loop() {
        return loop;
    }

    String name() {
        return LogText.of(session.id());
    }

    /** Whether the transport still has the connection, as far as can be told. Any thread. */
    boolean isOpen() {
        try {
            return session.isOpen();
        } catch (RuntimeException e) {
            LOG.warn("connection {}: the transport can't tell whether it is open", name(), e);
            return true;
        }
    }

    /** Closes before or after anything was said, for a reason that is not in the connection itself. Any thread. */
    void turnAway(CloseCode code) {
        loop.execute(() -> close(code));
    }

    /** Says why the client is not let in, and closes. Any thread. */
    void turnAway(AuthenticationException refusal) {
        String message = String.valueOf(refusal.getMessage());
        loop.execute(() -> {
            if (!gone) {
                WireMessage last = engine.encode(new Frame.Refusal(null, refusal.code(), message, null, null));
                engine.meter.refused(refusal.code());
                outbox.finish(last, refusal.closeCode());
            }
        });
    }

    /** Is watched over from now on. Any thread, once, before anything else. */
    void begin() {
        loop.execute(() -> {
            opened = true;
            engine.meter.opened();
            watchdog.begin();
        });
    }

    /** It is known whose the connection is: says hello, and does what the client has asked for so far. Any thread. */
    void open(Identity identity) {
        loop.execute(() -> {
            if (gone) {
                return;
            }
            user = identity.user();
            if (!owner.admits(this)) {
                close(CloseCode.TOO_MANY_CONNECTIONS);
                return;
            }
            say(new Frame.Hello(1, identity.user().id(), engine.serverName, limits));
            if (identity.expires() != null) {
                expiry = new Expiry(engine, loop, this, identity.expires());
                expiry.begin();
            }
            watchdog.known();
            Queue<Runnable> tasks = early;
            early = null;
            if (tasks != null) {
                tasks.forEach(Runnable::run);
            }
        });
    }

    // What the transport calls, on threads of its own.

    @Override
    public void onText(String text) {
        // A text has at least as many bytes as characters, so most of what is too long is not even counted.
        if (text.length() > limits.maxMessageBytes() || text.getBytes(UTF_8).length > limits.maxMessageBytes()) {
            onTooLarge();
            return;
        }
        try {
            Received received = new Received(
                    engine.protocol.decode(text, limits.maxDepth()), engine.meter.isOn() ? loop.tick() : 0);
            loop.execute(() -> {
                watchdog.heardText();
                whenKnown(() -> receive(received));
            });
        } catch (ProtocolException e) {
            loop.execute(() -> {
                watchdog.heardText();
                whenKnown(() -> {
                    if (allowed(e.commandId())) {
                        refuse(e.commandId(), e.code(), String.valueOf(e.getMessage()));
                    }
                });
            });
        } catch (RuntimeException e) {
            LOG.error("connection {}: a message could not be read", name(), LogText.of(e));
            loop.execute(() -> refuse(null, ErrorCode.INTERNAL, "the server failed"));
        }
    }

    @Override
    public void onBinary() {
        loop.execute(() -> close(CloseCode.PROTOCOL_ERROR));
    }

    @Override
    public void onTooLarge() {
        loop.execute(() -> {
            watchdog.heardText();
            whenKnown(() -> {
                if (allowed(null)) {
                    refuse(
                            null,
                            ErrorCode.TOO_LARGE,
                            "the message has more than " + limits.maxMessageBytes() + " bytes");
                }
            });
        });
    }

    @Override
    public void onPong() {
        loop.execute(watchdog::heard);
    }

    @Override
    public void onClosed() {
        loop.execute(this::drop);
    }

    // What playbacks call, on loops of theirs.

    /** Queues a reply behind a place in a log. */
    void reply(@Nullable AudienceLog log, long after, Frame frame) {
        WireMessage message = engine.encode(frame);
        loop.execute(() -> {
            outbox.reply(log, after, message);
            noteRefusal(frame);
        });
    }

    /** The reply to a command has been handed over. */
    void answered(Received received) {
        loop.execute(() -> {
            asked--;
            noteAnswer(received);
            resumeHeld();
        });
    }

    /** Queues something that nobody asked for behind a place in a member's log, unless the client has left it. */
    void tell(Member of, long after, Frame frame) {
        WireMessage message = engine.encode(frame);
        loop.execute(() -> {
            if (of.equals(member)) {
                outbox.reply(of.playback().audience().log, after, message);
            }
        });
    }

    /** The {@code start} succeeded: the messages go out, then everything in the log from a place on. */
    void joined(Member joined, Subscription to, List<WireMessage> prelude) {
        loop.execute(() -> {
            Received start = starting;
            starting = null;
            if (gone) {
                joined.playback().loop().execute(() -> joined.playback().leave(joined, false));
                return;
            }
            Member before = forgetMember();
            if (before != null) {
                before.playback().loop().execute(() -> before.playback().leave(before, false));
            }
            member = joined;
            newest = joined;
            bucket.change(joined.role() == Role.PLAYER ? limits.playerRate() : limits.spectatorRate(), loop.now());
            engine.meter.joined(joined.playback().handle(), joined.role(), joined.user());
            outbox.follow(prelude, to);
            noteAnswer(start);
            resumeHeld();
        });
    }

    /** The {@code start} failed. */
    void notJoined(Command.Start start, RefusedException refusal) {
        loop.execute(() -> {
            Received answered = starting;
            starting = null;
            refuse(start.id(), refusal.code(), String.valueOf(refusal.getMessage()));
            noteAnswer(answered);
            resumeHeld();
        });
    }

    /** What a session that lagged too far has missed: the messages go out, then the log from a place on. */
    void caughtUp(Member of, Subscription to, List<WireMessage> missed) {
        loop.execute(() -> {
            if (of.equals(outbox.reads()) && of.equals(newest)) {
                outbox.goOn(missed, to);
                return;
            }
            of.playback().loop().execute(() -> of.playback().attached(of));
            if (of.equals(outbox.reads())) {
                // The client has gone elsewhere meanwhile, which is in the lane.
                outbox.skipToEnd();
            }
        });
    }

    /** What a session that lagged too far has missed is of no use any more: the playback is over for it. */
    void nothingMissed(Member of) {
        loop.execute(() -> {
            if (of.equals(outbox.reads())) {
                outbox.skipToEnd();
            }
        });
    }

    /** The playback is over for this client, or the client has left it: a last message, and the log ends there. */
    void left(Member of, long after, Frame.Stopped frame) {
        WireMessage message = engine.encode(frame);
        loop.execute(() -> {
            if (gone || (frame.id() == null && !of.equals(newest))) {
                // The client has gone elsewhere meanwhile and would take the message to be about that.
                return;
            }
            if (of.equals(member)) {
                forgetMember();
            }
            outbox.unfollow(of, after, message);
        });
    }

    /** Runs {@code then} once the client has taken everything before a place in a log, or does not read it any more. */
    void whenRead(AudienceLog log, long place, Runnable then) {
        loop.execute(() -> {
            if (gone || member == null || member.playback().audience().log != log) {
                then.run();
            } else {
                outbox.whenRead(log, place, then);
            }
        });
    }

    /** Closes without a word, when the loops do not run any more. Any thread. */
    void abandon() {
        closeSession(CloseCode.DRAINING);
        if (opened && !gone) {
            gone = true;
            forgetMember();
            engine.meter.closed(CloseCode.DRAINING);
        }
    }

    /** Tells the client to come back later, and closes when that has gone out. */
    void drain(long reconnectAfterMillis) {
        WireMessage message = engine.encode(new Frame.Draining(reconnectAfterMillis));
        loop.execute(() -> {
            if (!gone) {
                outbox.finish(message, CloseCode.DRAINING);
            }
        });
    }

    // Session loop only, from here on.

    /** Closes if the transport has lost the connection without a word. */
    void sweep() {
        if (!gone && !isOpen()) {
            LOG.info("connection {} was lost without a word", name());
            drop();
        }
    }

    private void whenKnown(Runnable task) {
        Queue<Runnable> waiting = early;
        if (waiting == null) {
            task.run();
        } else if (waiting.size() < MAX_HELD) {
            waiting.add(task);
        } else {
            close(CloseCode.RATE_LIMITED);
        }
    }

    private void receive(Received received) {
        if (gone) {
            return;
        }
        Command command = received.command();
        if (command instanceof Command.Ping ping) {
            say(new Frame.Pong(ping.id(), engine.wallMillis()));
            noteAnswer(received);
        } else if (!allowed(command.id())) {
            noteAnswer(received);
        } else if (held == null || held.size() < MAX_HELD) {
            hold(received);
            resumeHeld();
        } else {
            refuse(command.id(), ErrorCode.OVERLOADED, "more than " + MAX_HELD + " commands wait for earlier ones");
            noteAnswer(received);
        }
    }

    private void handle(Received received) {
        Command command = received.command();
        if (command instanceof Command.Start start) {
            starting = received;
            owner.join(this, start);
            return;
        }
        Member to = member;
        if (to == null) {
            refuse(command.id(), ErrorCode.NOT_STARTED, "this connection has no stream: send start first");
            noteAnswer(received);
            return;
        }
        if (command instanceof Command.Stop) {
            // Whatever the client sends next finds no stream any more.
            forgetMember();
        }
        asked++;
        to.playback().loop().execute(() -> to.playback().receive(to, received));
    }

    private void hold(Received received) {
        Queue<Received> waiting = held;
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
            held = waiting;
        }
        waiting.add(received);
    }

    private void resumeHeld() {
        Queue<Received> waiting = held;
        if (waiting == null) {
            return;
        }
        for (Received next = waiting.peek(); next != null && !mustWait(next); next = waiting.peek()) {
            handle(waiting.remove());
        }
        if (waiting.isEmpty()) {
            held = null;
        }
    }

    /** Whether something is to be answered first: what leaves a stream, or follows that, is behind all that was asked in it. */
    private boolean mustWait(Received next) {
        Command command = next.command();
        boolean leaves = command instanceof Command.Start || command instanceof Command.Stop;
        return starting != null || (asked > 0 && (leaves || member == null));
    }

    private boolean allowed(@Nullable String commandId) {
        if (gone) {
            return false;
        }
        long wait = bucket.take(loop.now());
        if (wait == 0) {
            return true;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(wait + 999_999);
        say(new Frame.Refusal(commandId, ErrorCode.RATE_LIMITED, "too many commands", millis, null));
        return false;
    }

    private void refuse(@Nullable String commandId, ErrorCode code, String message) {
        say(new Frame.Refusal(commandId, code, message, null, null));
    }

    private void say(Frame frame) {
        outbox.reply(null, 0, engine.encode(frame));
        noteRefusal(frame);
    }

    private void noteRefusal(Frame frame) {
        if (!gone && frame instanceof Frame.Refusal refusal) {
            engine.meter.refused(refusal.code());
        }
    }

    private void noteAnswer(@Nullable Received received) {
        if (received != null && !gone && engine.meter.isOn()) {
            engine.meter.answered(received.command().action(), loop.tick() - received.tick());
        }
    }

    /** The session takes no part in its playback any more, which it returns, if there is one. */
    private @Nullable Member forgetMember() {
        Member of = member;
        member = null;
        if (of != null) {
            engine.meter.left(of.playback().handle(), of.role(), of.user());
        }
        return of;
    }

    /** The client is told that it has missed so much of a bounded track. */
    void missed(String track, long count) {
        engine.meter.dropped(track, count);
    }

    boolean isSending() {
        return outbox.isSending();
    }

    /** The tick at which the last send began. */
    long sentAt() {
        return outbox.sentAt();
    }

    /** Says how things are, since the client has been sent nothing for a while. */
    void heartbeat() {
        Member of = member;
        if (of == null) {
            say(new Frame.Heartbeat(null));
        } else {
            of.playback().loop().execute(() -> of.playback().heartbeat(of));
        }
    }

    /** Closes, for a reason that the code names. */
    void close(CloseCode code) {
        if (!gone) {
            closedWith = code;
            closeSession(code);
            drop();
        }
    }

    private void closeSession(CloseCode code) {
        try {
            session.close(code);
        } catch (RuntimeException e) {
            LOG.warn("connection {} could not be closed", name(), e);
        }
    }

    /** Asks the client for a sign of life. */
    void ping() {
        try {
            session.ping();
        } catch (RuntimeException e) {
            // The answer will not come, which closes the connection.
            LOG.warn("connection {} could not be probed", name(), e);
        }
    }

    private void drop() {
        if (gone) {
            return;
        }
        gone = true;
        watchdog.end();
        if (expiry != null) {
            expiry.end();
        }
        Member of = forgetMember();
        if (of != null) {
            of.playback().loop().execute(() -> of.playback().leave(of, false));
        }
        outbox.shut();
        held = null;
        early = null;
        owner.closed(this);
        engine.meter.closed(closedWith);
    }
}
