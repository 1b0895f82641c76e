package dev.rallycast.transport.jakarta;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends with a container's blocking operation, on threads of its own. For Tomcat, where an asynchronous send costs
 * more because its completion is handed to another thread (rows D1 and D2 of the benchmark {@code sockets}).
 *
 * <p>A client that takes nothing blocks a thread. Once it has done so for a moment there is one more thread for the others;
 * when there are as many as may be, and all are blocked, sends are asynchronous until one is free again. So nobody waits for a
 * slow client, as without this class.
 */
final class BlockingSends {
    private static final String TOMCAT = "org.apache.tomcat.websocket.";
    /** Milliseconds, a {@code Long}; Tomcat's documentation of its WebSocket support. */
    private static final String TOMCAT_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    /** Tomcat's default: it may take as long to close a connection whose client takes nothing, so it is not raised. */
    private static final long TOMCAT_TIMEOUT_MILLIS = 20_000;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private record Task(Session session, RemoteEndpoint.Async async, String text, TextSender.Delivery delivery) {
        /** Blocks until the container has the message. */
        void sendNow() {
            Throwable failure = null;
            try {
                session.getBasicRemote().sendText(text);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
            delivery.done(failure);
        }

        void sendLater() {
            try {
                async.sendText(text, delivery);
            } catch (RuntimeException e) {
                delivery.done(e);
            }
        }
    }

    private final ThreadFactory threads;
    private final Executor moment;
    private final int usual;
    private final int most;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    // All guarded by the lock.
    private final Deque<Task> queue = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int idle;
    private int blocked;
    private long taken;
    private boolean watching;

    /**
     * Starts no thread yet.
     *
     * @param moment runs a task after the time that a send may take before its thread counts as blocked
     * @param usual how many threads there are while no client blocks one
     * @param most how many threads there are at most
     */
    BlockingSends(ThreadFactory threads, Executor moment, int usual, int most) {
        this.threads = threads;
        this.moment = moment;
        this.usual = usual;
        this.most = most;
    }

    /** How the messages of a connection are sent: so if it is one of Tomcat's, otherwise asynchronously. */
    TextSender of(Session session, long timeoutMillis) {
        RemoteEndpoint.Async async = session.getAsyncRemote();
        if (!session.getClass().getName().startsWith(TOMCAT) || timeoutMillis > TOMCAT_TIMEOUT_MILLIS) {
            return async::sendText;
        }
        session.getUserProperties().put(TOMCAT_TIMEOUT, timeoutMillis);
        return blocking(session, async);
    }

    TextSender blocking(Session session, RemoteEndpoint.Async async) {
        return (text, delivery) -> send(new Task(session, async, text, delivery));
    }

    private void send(Task task) {
        if (!enqueue(task)) {
            task.sendLater();
        }
    }

    private boolean enqueue(Task task) {
        lock.lock();
        try {
            if (blocked >= most) {
                return false;
            }
            queue.add(task);
            if (idle > 0) {
                work.signal();
            } else {
                startWorker();
            }
            watch();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One more thread, if there may be one. */
    private void startWorker() {
        if (workers.size() < allowed()) {
            Worker worker = new Worker();
            threads.newThread(worker).start();
            workers.add(worker);
        }
    }

    private int allowed() {
        return Math.min(most, usual + blocked);
    }

    private void watch() {
        if (!watching) {
            watching = true;
            moment.execute(this::look);
        }
    }

    /** Counts the threads that are blocked since the last look, and makes up for them. */
    private void look() {
        List<Task> left = List.of();
        lock.lock();
        try {
            watching = false;
            boolean busy = count();
            if (blocked >= most) {
                left = List.copyOf(queue);
                queue.clear();
            } else if (!queue.isEmpty()) {
                startWorker();
            }
            if (workers.size() > allowed()) {
                work.signalAll();
            }
            if (busy || !queue.isEmpty()) {
                watch();
            }
        } finally {
            lock.unlock();
        }
        left.forEach(Task::sendLater);
    }

    /** Counts the blocked threads; whether any is at work. */
    private boolean count() {
        blocked = 0;
        boolean busy = false;
        for (Worker worker : workers) {
            busy |= worker.task != 0;
            if (worker.task != 0 && worker.task == worker.seen) {
                blocked++;
            }
            worker.seen = worker.task;
        }
        return busy;
    }

    /** The next task, or null if the thread is to end. */
    private @Nullable Task next(Worker worker) {
        lock.lock();
        try {
            worker.task = 0;
            awaitWork();
            Task task = queue.poll();
            if (task == null) {
                workers.remove(worker);
                return null;
            }
            worker.task = ++taken;
            if (!queue.isEmpty() && idle == 0) {
                startWorker();
            }
            return task;
        } catch (InterruptedException e) {
            // Nobody interrupts these threads but who wants them to end.
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void awaitWork() throws InterruptedException {
        long left = IDLE_NANOS;
        while (queue.isEmpty() && workers.size() <= allowed() && left > 0) {
            idle++;
            try {
                left = work.awaitNanos(left);
            } finally {
                idle--;
            }
        }
    }

    /** Also when an error ends a thread, so that another one takes its place. */
    private void ended(Worker worker) {
        lock.lock();
        try {
            if (workers.remove(worker) && !queue.isEmpty()) {
                startWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Worker implements Runnable {
        // Guarded by the lock.
        /** The number of the task at hand, 0 if there is none. */
        private long task;
        /** What {@link #task} was at the last look. */
        private long seen;

        @Override
        public void run() {
            try {
                for (Task next = next(this); next != null; next = next(this)) {
                    next.sendNow();
                }
            } finally {
                ended(this);
            }
        }
    }
}
