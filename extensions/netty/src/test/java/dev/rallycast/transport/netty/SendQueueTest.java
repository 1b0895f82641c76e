package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.SendCallback;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SendQueueTest {
    private static final WireMessage MESSAGE = WireMessage.ofUtf8("to all".getBytes(UTF_8));

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final SendQueue queue = new SendQueue(tasks::add);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    private NettyClientSession session(SendQueue of) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channels.add(channel);
        ChannelHandlerContext context = channel.pipeline().firstContext();
        return new NettyClientSession(
                "c" + channels.size(), context, of, new CloseHandshake(context), SharedFrame.PLAIN, false);
    }

    private long written() {
        return channels.stream()
                .filter(channel -> !channel.outboundMessages().isEmpty())
                .count();
    }

    @Test
    void theSendsOfAllSessionsAreOneTask() {
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            NettyClientSession session = session(queue);
            session.send(MESSAGE, failure -> done.add(session.id() + " " + failure));
        }
        assertThat(tasks).hasSize(1);

        tasks.remove().run();

        assertThat(written()).isEqualTo(100);
        assertThat(done).hasSize(100).startsWith("c1 null", "c2 null").endsWith("c100 null");
        assertThat(tasks).isEmpty();
    }

    @Test
    void theCallbacksComeWhenAllIsWritten() {
        List<Long> writtenBefore = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            session(queue).send(MESSAGE, failure -> writtenBefore.add(written()));
        }

        tasks.remove().run();

        assertThat(writtenBefore).hasSize(10).containsOnly(10L);
    }

    @Test
    void whatComesDuringATurnGoesOutInIt() {
        NettyClientSession late = session(queue);
        NettyClientSession first = session(queue);
        List<String> done = new ArrayList<>();
        first.send(MESSAGE, failure -> done.add("first"));
        channels.get(1).pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                late.send(MESSAGE, failure -> done.add("late"));
                context.flush();
            }
        });

        tasks.remove().run();

        assertThat(done).containsExactly("first", "late");
        assertThat(tasks).isEmpty();
    }

    @Test
    void aCallbackThatSendsIsNotCalledFromWithinItself() {
        NettyClientSession session = session(queue);
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(5);
        SendCallback again = new SendCallback() {
            @Override
            public void onComplete(@Nullable Throwable failure) {
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                if (left.decrementAndGet() > 0) {
                    session.send(MESSAGE, this);
                }
                depth.decrementAndGet();
            }
        };
        session.send(MESSAGE, again);

        int turns = 0;
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            turns++;
        }

        assertThat(turns).isEqualTo(5);
        assertThat(deepest).hasValue(1);
    }

    @Test
    void aCallbackThatThrowsKeepsNothingFromTheOthers() {
        AtomicInteger done = new AtomicInteger();
        session(queue).send(MESSAGE, failure -> {
            throw new IllegalStateException("asked to");
        });
        session(queue).send(MESSAGE, failure -> done.incrementAndGet());

        tasks.remove().run();

        assertThat(done).hasValue(1);
    }

    @Test
    void aLoopThatHasEndedFailsTheSend() {
        SendQueue ended = new SendQueue(task -> {
            throw new RejectedExecutionException("asked to");
        });
        NettyClientSession session = session(ended);
        List<Throwable> failures = new ArrayList<>();

        session.send(MESSAGE, failures::add);
        session.send(MESSAGE, failures::add);

        assertThat(failures).hasSize(2).doesNotContainNull();
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    @Timeout(60)
    void noSendOfManyThreadsIsLostOrWrittenTwice() throws Exception {
        int threads = 4;
        int each = 200;
        BlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();
        SendQueue shared = new SendQueue(handedOver::add);
        AtomicInteger done = new AtomicInteger();
        List<NettyClientSession> sessions = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            sessions.add(session(shared));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> senders = new ArrayList<>();
            for (NettyClientSession session : sessions) {
                senders.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Semaphore ended = new Semaphore(0);
                        session.send(MESSAGE, failure -> {
                            done.incrementAndGet();
                            ended.release();
                        });
                        ended.acquire();
                    }
                    return null;
                }));
            }
            int turns = 0;
            while (done.get() < threads * each) {
                handedOver.take().run();
                turns++;
            }
            for (Future<?> sender : senders) {
                sender.get(30, TimeUnit.SECONDS);
            }
            assertThat(handedOver).isEmpty();
            assertThat(done).hasValue(threads * each);
            assertThat(turns).isLessThanOrEqualTo(threads * each);
        } finally {
            pool.shutdownNow();
        }
        for (EmbeddedChannel channel : channels) {
            assertThat(channel.outboundMessages()).hasSize(each);
        }
    }
}
