package dev.rallycast.micrometer;

import dev.rallycast.ClientListener;
import dev.rallycast.Scheduler;
import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of what happens. Those whose tags are closed lists are there from the start, so that dashboards find a zero. */
final class Meters {
    /** The bounds of the buckets of timers: what is felt as at once, as late, and as broken. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    final Counter opened;
    final Timer eventLateness;

    private final MeterRegistry registry;
    private final DistributionSummary sent;
    private final Timer deliveryLateness;
    private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
    private final Counter closedByClient;
    private final Map<ErrorCode, Counter> refusals = new EnumMap<>(ErrorCode.class);
    private final Map<Action, Timer> commands = new EnumMap<>(Action.class);

    Meters(MeterRegistry registry) {
        this.registry = registry;
        opened = Counter.builder("rallycast.connections.opened")
                .description("Connections that transports have brought")
                .register(registry);
        closedByClient = closedWith("none");
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, closedWith(code.name()));
        }
        for (ErrorCode code : ErrorCode.values()) {
            refusals.put(
                    code,
                    Counter.builder("rallycast.refusals")
                            .description("Refusals that were queued")
                            .tag("code", code.name())
                            .register(registry));
        }
        for (Action action : Action.values()) {
            commands.put(
                    action,
                    timer("rallycast.commands", "From a command's arrival until its reply was queued")
                            .tag("action", action.wireName())
                            .register(registry));
        }
        sent = DistributionSummary.builder("rallycast.messages.sent")
                .description("Sizes of messages that transports have taken")
                .baseUnit("bytes")
                .register(registry);
        deliveryLateness = timer(
                        "rallycast.delivery.lateness",
                        "From when an event was due until a transport had taken it, for each session")
                .register(registry);
        eventLateness = timer(
                        "rallycast.event.lateness", "How late events went out that were more than a millisecond late")
                .register(registry);
    }

    Counter closed(@Nullable CloseCode code) {
        Counter of = code == null ? null : closed.get(code);
        return of == null ? closedByClient : of;
    }

    Counter refusal(ErrorCode code) {
        return of(refusals, code);
    }

    Timer command(Action action) {
        return of(commands, action);
    }

    void sent(int bytes, long lateness) {
        sent.record(bytes);
        if (lateness != ClientListener.NOT_TIMED) {
            deliveryLateness.record(lateness, TimeUnit.NANOSECONDS);
        }
    }

    /** Counts what sessions do, by mode and role. The registry keeps it. */
    Counter ofSession(String what, Scheduler scheduler, Role role) {
        return registry.counter(
                "rallycast.sessions." + what, "mode", scheduler.type().name(), "role", role.wireName());
    }

    /** Counts what playbacks do, by mode. The registry keeps it. */
    Counter ofPlayback(String name, Scheduler scheduler) {
        return registry.counter(name, "mode", scheduler.type().name());
    }

    /** Counts what sessions miss of a track. The registry keeps it. */
    Counter dropped(String track) {
        return registry.counter("rallycast.tracks.dropped", "track", track);
    }

    private Counter closedWith(String code) {
        return Counter.builder("rallycast.connections.closed")
                .description("Connections that are gone, by the code with which the server closed them")
                .tag("code", code)
                .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
    }

    private static <K, M> M of(Map<K, M> meters, K key) {
        M meter = meters.get(key);
        if (meter == null) {
            throw new IllegalArgumentException("there is no meter for " + key);
        }
        return meter;
    }
}
