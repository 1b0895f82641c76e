package dev.rallycast.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of what is asked of the container, with a container that does nothing until it is told to. */
class JakartaClientSessionTest {
    private static final WireMessage MESSAGE = RecordingClientManager.message("a");

    private final List<String> asked = new ArrayList<>();
    private final Deque<SendHandler> inFlight = new ArrayDeque<>();
    private final Deque<Runnable> executor = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<@Nullable Throwable> told = new ArrayList<>();
    private final AtomicInteger closes = new AtomicInteger();
    private boolean refuses;
    private Runnable whilePinging = () -> {};
    private final List<Session> stuck = new ArrayList<>();
    private final Session container = container();
    private final JakartaClientSession session = new JakartaClientSession(
            "id",
            container,
            container.getAsyncRemote()::sendText,
            new Closing(executor::add, executor::add, later::add, stuck::add),
            false);

    @Test
    void aPingWaitsForTheSendInFlight() {
        session.send(MESSAGE, told::add);
        session.ping();
        assertThat(executor).isEmpty();

        inFlight.remove().onResult(new SendResult());
        executor.remove().run();

        assertThat(asked).containsExactly("sendText", "sendPing");
        assertThat(told).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aSendWaitsForThePingUnderWay() {
        session.ping();
        whilePinging = () -> {
            session.send(MESSAGE, told::add);
            assertThat(asked).containsExactly("sendPing");
        };

        executor.remove().run();

        assertThat(asked).containsExactly("sendPing", "sendText");
        assertThat(told).isEmpty();
    }

    @Test
    void sendsDoNotWaitForAPingThatHasNoThreadYet() {
        session.ping();
        session.send(MESSAGE, told::add);
        assertThat(asked).containsExactly("sendText");

        executor.remove().run();
        assertThat(asked).containsExactly("sendText");
        inFlight.remove().onResult(new SendResult());
        executor.remove().run();

        assertThat(asked).containsExactly("sendText", "sendPing");
    }

    @Test
    void theHostIsToldOfAConnectionThatIsClosedWhileItsClientTakesNothing() {
        session.send(MESSAGE, told::add);
        session.close(CloseCode.SLOW_CONSUMER);
        executor.remove().run();

        assertThat(stuck).hasSize(1);
    }

    @Test
    void theHostIsNotToldOfAConnectionThatIsClosedInOrder() {
        session.send(MESSAGE, told::add);
        inFlight.remove().onResult(new SendResult());
        session.close(CloseCode.DRAINING);
        executor.remove().run();

        assertThat(stuck).isEmpty();
    }

    @Test
    void aPingThatIsRefusedLetsTheNextSendGo() {
        refuses = true;
        session.ping();
        executor.remove().run();
        refuses = false;

        session.send(MESSAGE, told::add);

        assertThat(asked).containsExactly("sendPing", "sendText");
    }

    @Test
    void anExceptionOfTheContainerIsToldOnceAndGoesNoFurther() {
        refuses = true;

        session.send(MESSAGE, told::add);

        assertThat(told).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aConnectionThatCantBeWrittenToIsClosedIfTheContainerDoesNotTellOfItsEnd() {
        session.send(MESSAGE, told::add);
        inFlight.remove().onResult(new SendResult(new IOException("reset")));

        assertThat(session.isOpen()).isFalse();
        assertThat(executor).isEmpty();
        later.remove().run();
        executor.remove().run();
        assertThat(asked).containsExactly("sendText");
        assertThat(closes).hasValue(1);
    }

    @Test
    void aConnectionThatCantBeWrittenToIsLeftToAContainerThatTellsOfItsEnd() {
        session.send(MESSAGE, told::add);
        inFlight.remove().onResult(new SendResult(new IOException("reset")));

        session.close(CloseCode.INTERNAL);
        session.closed();
        later.remove().run();
        executor.remove().run();

        assertThat(closes).hasValue(0);
    }

    @Test
    void aSendThatWaitsFailsWhenTheConnectionIsGone() {
        session.ping();
        whilePinging = () -> {
            session.send(MESSAGE, told::add);
            session.closed();
        };
        executor.remove().run();

        assertThat(asked).containsExactly("sendPing");
        assertThat(told).hasSize(1).doesNotContainNull();
    }

    @Test
    void aSendUnderWayFailsOnceWhenTheConnectionIsGone() {
        session.send(MESSAGE, told::add);

        session.closed();
        inFlight.remove().onResult(new SendResult());

        assertThat(told).hasSize(1).doesNotContainNull();
    }

    @Test
    void aCallbackThatThrowsHarmsNothing() {
        session.send(MESSAGE, failure -> {
            throw new IllegalStateException("asked to");
        });
        inFlight.remove().onResult(new SendResult());

        session.send(MESSAGE, told::add);

        assertThat(asked).containsExactly("sendText", "sendText");
    }

    private Session container() {
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, args) -> {
            asked.add(method.getName());
            if (refuses) {
                throw new IllegalStateException("refused");
            }
            if (method.getName().equals("sendText")) {
                inFlight.add((SendHandler) args[1]);
            } else if (method.getName().equals("sendPing")) {
                whilePinging.run();
            }
            return null;
        });
        return proxy(Session.class, (self, method, args) -> {
            if (method.getName().equals("close")) {
                closes.incrementAndGet();
            }
            return method.getName().equals("getAsyncRemote") ? remote : true;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
