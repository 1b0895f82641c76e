package dev.rallycast.transport.jakarta;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends that block, in a container whose clients take something when they are told to. */
@Timeout(60)
class BlockingSendsTest {
    private final BlockingQueue<Runnable> moments = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    private final List<Client> clients = new ArrayList<>();

    private BlockingSends sends(int usual, int most) {
        return new BlockingSends(
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    threads.add(thread);
                    return thread;
                },
                moments::add,
                usual,
                most);
    }

    @AfterEach
    void letThreadsEnd() {
        clients.forEach(client -> client.takes.countDown());
    }

    @Test
    void messagesAreSentByAnotherThreadOneByOne() throws Exception {
        TextSender ann = new Client("ann", true).sender(sends(1, 1));
        ann.send("1", told());
        assertThat(next()).isEqualTo("ann 1 blocking");
        assertThat(next()).isEqualTo("done");
        ann.send("2", told());
        assertThat(next()).isEqualTo("ann 2 blocking");
        assertThat(next()).isEqualTo("done");
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void aClientThatTakesNothingKeepsTheOthersForAMomentOnly() throws Exception {
        BlockingSends sends = sends(1, 2);
        new Client("stuck", false).sender(sends).send("1", told());
        assertThat(next()).isEqualTo("stuck 1 blocking");
        new Client("ann", true).sender(sends).send("2", told());

        aMomentGoesBy();
        assertThat(sent)
                .as("a moment of which it is not known whether it is one")
                .isEmpty();
        aMomentGoesBy();

        assertThat(next()).isEqualTo("ann 2 blocking");
        assertThat(next()).isEqualTo("done");
        assertThat(threads).hasSize(2);
    }

    @Test
    void whenAllThreadsAreBlockedSendsAreAsynchronousUntilOneIsFree() throws Exception {
        BlockingSends sends = sends(1, 1);
        Client stuck = new Client("stuck", false);
        TextSender ann = new Client("ann", true).sender(sends);
        stuck.sender(sends).send("1", told());
        assertThat(next()).isEqualTo("stuck 1 blocking");
        ann.send("2", told());
        aMomentGoesBy();
        aMomentGoesBy();
        assertThat(next()).as("what waited").isEqualTo("ann 2 asynchronous");
        assertThat(next()).isEqualTo("done");
        ann.send("3", told());
        assertThat(next()).isEqualTo("ann 3 asynchronous");
        assertThat(next()).isEqualTo("done");

        stuck.takes.countDown();
        assertThat(next()).isEqualTo("done");
        String how;
        do {
            // The thread may still be on its way back from the send.
            aMomentGoesBy();
            ann.send("4", told());
            how = next();
            assertThat(next()).isEqualTo("done");
        } while ("ann 4 asynchronous".equals(how));
        assertThat(how).isEqualTo("ann 4 blocking");
    }

    @Test
    void aThreadThatWasAddedEndsWhenItIsNotNeededAnyMore() throws Exception {
        BlockingSends sends = sends(1, 2);
        Client stuck = new Client("stuck", false);
        stuck.sender(sends).send("1", told());
        assertThat(next()).isEqualTo("stuck 1 blocking");
        TextSender ann = new Client("ann", true).sender(sends);
        ann.send("2", told());
        aMomentGoesBy();
        aMomentGoesBy();
        assertThat(next()).isEqualTo("ann 2 blocking");
        assertThat(next()).isEqualTo("done");

        stuck.takes.countDown();
        assertThat(next()).isEqualTo("done");
        aMomentGoesBy();
        ann.send("3", told());
        assertThat(next()).isEqualTo("ann 3 blocking");
        assertThat(next()).isEqualTo("done");

        // One of the two: whichever had nothing to do when there was one too many.
        while (threads.stream().filter(Thread::isAlive).count() > 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSendThatFailsIsToldAndTheNextOneIsSent() throws Exception {
        BlockingSends sends = sends(1, 1);
        Client broken = new Client("broken", true);
        broken.fails = true;
        broken.sender(sends).send("1", told());
        assertThat(next()).isEqualTo("broken 1 blocking");
        assertThat(next()).isEqualTo("failed: made to fail");
        new Client("ann", true).sender(sends).send("2", told());
        assertThat(next()).isEqualTo("ann 2 blocking");
        assertThat(next()).isEqualTo("done");
    }

    @Test
    void onlyTomcatIsSentToLikeThis() throws Exception {
        Client ann = new Client("ann", true);
        sends(1, 1).of(ann.session(), 10_000).send("1", told());
        assertThat(next()).isEqualTo("ann 1 asynchronous");
    }

    private void aMomentGoesBy() throws InterruptedException {
        Runnable look = moments.poll(30, SECONDS);
        assertThat(look).isNotNull();
        look.run();
    }

    private @Nullable String next() throws InterruptedException {
        return sent.poll(30, SECONDS);
    }

    private TextSender.Delivery told() {
        return new TextSender.Delivery() {
            @Override
            public void done(@Nullable Throwable failure) {
                sent.add(failure == null ? "done" : "failed: " + failure.getMessage());
            }

            @Override
            public void onResult(SendResult result) {
                done(result.getException());
            }
        };
    }

    /** A client that takes what it is sent, or does so later. */
    private final class Client {
        final CountDownLatch takes;
        volatile boolean fails;
        private final String name;

        Client(String name, boolean reads) {
            this.name = name;
            takes = new CountDownLatch(reads ? 0 : 1);
            clients.add(this);
        }

        TextSender sender(BlockingSends sends) {
            return sends.blocking(session(), session().getAsyncRemote());
        }

        Session session() {
            RemoteEndpoint.Basic basic = proxy(RemoteEndpoint.Basic.class, (proxy, method, arguments) -> {
                sent.add(name + " " + arguments[0] + " blocking");
                takes.await();
                if (fails) {
                    throw new IOException("made to fail");
                }
                return null;
            });
            RemoteEndpoint.Async async = proxy(RemoteEndpoint.Async.class, (proxy, method, arguments) -> {
                sent.add(name + " " + arguments[0] + " asynchronous");
                ((SendHandler) arguments[1]).onResult(new SendResult());
                return null;
            });
            return proxy(
                    Session.class,
                    (proxy, method, arguments) -> method.getName().equals("getBasicRemote") ? basic : async);
        }

        private <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }
}
