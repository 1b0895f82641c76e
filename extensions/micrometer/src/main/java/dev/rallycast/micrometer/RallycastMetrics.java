package dev.rallycast.micrometer;

import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientListener;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerListener;
import dev.rallycast.SchedulerManager;
import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a manager does, as meters; {@code docs/metrics.md} lists them. Listens to a manager and has its gauges:
 *
 * <pre>{@code
 * RallycastMetrics metrics = new RallycastMetrics();
 * metrics.bindTo(registry);
 * SchedulerManager manager = SchedulerManager.builder(storage)
 *         .listener(metrics)
 *         .clientListener(metrics)
 *         .build();
 * metrics.observe(manager);
 * }</pre>
 *
 * <p>What happens before {@link #bindTo} is not counted. No tag has a value that a client chooses. Thread-safe.
 */
public final class RallycastMetrics implements MeterBinder, ClientListener, SchedulerListener {
    private @Nullable MeterRegistry registry;
    private @Nullable SchedulerManager manager;
    private volatile @Nullable Meters meters;

    /** Metrics that count nothing yet. */
    public RallycastMetrics() {
        // Nothing to do.
    }

    /**
     * Registers the meters, and counts from now on.
     *
     * @throws IllegalStateException if it is bound already; several registries make one {@code CompositeMeterRegistry}
     */
    @Override
    public synchronized void bindTo(MeterRegistry to) {
        requireNonNull(to, "registry");
        if (registry != null) {
            throw new IllegalStateException("these metrics are bound to a registry already");
        }
        registry = to;
        meters = new Meters(to);
        addGauges();
    }

    /**
     * Adds gauges of a manager. Before or after {@link #bindTo}.
     *
     * @throws IllegalStateException if there is a manager already
     */
    public synchronized void observe(SchedulerManager of) {
        requireNonNull(of, "manager");
        if (manager != null) {
            throw new IllegalStateException("these metrics have a manager already");
        }
        manager = of;
        addGauges();
    }

    private void addGauges() {
        if (registry != null && manager != null) {
            Gauges.register(registry, manager);
        }
    }

    @Override
    public void opened() {
        Meters to = meters;
        if (to != null) {
            to.opened.increment();
        }
    }

    @Override
    public void closed(@Nullable CloseCode code) {
        Meters to = meters;
        if (to != null) {
            to.closed(code).increment();
        }
    }

    @Override
    public void joined(Scheduler scheduler, Role role, User user) {
        Meters to = meters;
        if (to != null) {
            to.ofSession("joined", scheduler, role).increment();
        }
    }

    @Override
    public void left(Scheduler scheduler, Role role, User user) {
        Meters to = meters;
        if (to != null) {
            to.ofSession("left", scheduler, role).increment();
        }
    }

    @Override
    public void answered(Action action, long nanos) {
        Meters to = meters;
        if (to != null) {
            to.command(action).record(Duration.ofNanos(nanos));
        }
    }

    @Override
    public void refused(ErrorCode code) {
        Meters to = meters;
        if (to != null) {
            to.refusal(code).increment();
        }
    }

    @Override
    public void sent(int bytes, long lateness) {
        Meters to = meters;
        if (to != null) {
            to.sent(bytes, lateness);
        }
    }

    @Override
    public void lagged(Scheduler scheduler, Role role) {
        Meters to = meters;
        if (to != null) {
            to.ofSession("lagged", scheduler, role).increment();
        }
    }

    @Override
    public void dropped(String track, long count) {
        Meters to = meters;
        if (to != null) {
            to.dropped(track).increment((double) count);
        }
    }

    @Override
    public void created(Scheduler scheduler) {
        Meters to = meters;
        if (to != null) {
            to.ofPlayback("rallycast.playbacks.created", scheduler).increment();
        }
    }

    @Override
    public void killed(Scheduler scheduler, String reason) {
        Meters to = meters;
        if (to != null) {
            to.ofPlayback("rallycast.playbacks.killed", scheduler).increment();
        }
    }

    @Override
    public void late(Scheduler scheduler, Duration lateness) {
        Meters to = meters;
        if (to != null) {
            to.eventLateness.record(lateness);
        }
    }

    @Override
    public void stalled(Scheduler scheduler, Duration lateness) {
        Meters to = meters;
        if (to != null) {
            to.ofPlayback("rallycast.stalls", scheduler).increment();
        }
    }
}
