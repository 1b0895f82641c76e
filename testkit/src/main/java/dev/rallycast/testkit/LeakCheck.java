package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Looks for what connections leave behind: their objects, through weak references (a timer or a session that is left holds
 * them), threads, and file handles. Servers keep a few of each for the next connection, whatever the number of those before.
 */
final class LeakCheck implements ClientManager {
    private static final int KEPT_OBJECTS = 32;
    private static final int KEPT_THREADS = 24;
    private static final int KEPT_HANDLES = 8;

    private final ClientManager clients;
    private final Queue<WeakReference<Object>> objects = new ConcurrentLinkedQueue<>();
    private int threads;
    private long handles;

    LeakCheck(ClientManager clients) {
        this.clients = clients;
    }

    /** Counts what is there from now on. */
    void begin() {
        objects.clear();
        threads = openThreads();
        handles = openHandles();
    }

    void assertNothingIsLeft() throws Exception {
        Await.until(
                "file handles are closed: were " + handles + ", are " + openHandles(),
                () -> openHandles() <= handles + KEPT_HANDLES);
        Await.until(
                "threads have ended: were " + threads + ", are " + threadNames(),
                () -> openThreads() <= threads + KEPT_THREADS);
        Await.until("sessions and handlers are no longer referenced", () -> {
            System.gc();
            return kept() <= KEPT_OBJECTS;
        });
        assertThat(clients.connections()).isZero();
    }

    private long kept() {
        return objects.stream().filter(object -> !object.refersTo(null)).count();
    }

    private static int openThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long openHandles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    /** The threads by name, without their numbers. */
    private static String threadNames() {
        List<Thread> all = List.copyOf(Thread.getAllStackTraces().keySet());
        return all.stream()
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "#"), TreeMap::new, Collectors.counting()))
                .toString();
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        return note(session, clients.connect(session, user));
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        return note(session, clients.connect(session, handshake, authenticator));
    }

    private SessionHandler note(ClientSession session, SessionHandler handler) {
        objects.add(new WeakReference<>(session));
        objects.add(new WeakReference<>(handler));
        return handler;
    }

    @Override
    public int connections() {
        return clients.connections();
    }

    @Override
    public ControlProtocol protocol() {
        return clients.protocol();
    }

    @Override
    public Limits limits() {
        return clients.limits();
    }

    @Override
    public String toString() {
        return "threads " + threads + " before, " + openThreads() + " after; file handles " + handles + " before, "
                + openHandles() + " after; objects kept " + kept() + " of " + objects.size();
    }
}
