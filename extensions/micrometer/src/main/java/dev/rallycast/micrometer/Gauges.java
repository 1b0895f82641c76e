package dev.rallycast.micrometer;

import dev.rallycast.SchedulerManager;
import dev.rallycast.Statistics;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The gauges of a manager, for each of its scheduler types. Each reading is a look at every playback. */
final class Gauges {
    private Gauges() {}

    static void register(MeterRegistry registry, SchedulerManager manager) {
        Gauge.builder("rallycast.connections", manager, of -> of.clients().connections())
                .description("Connections, with and without a playback")
                .strongReference(true)
                .register(registry);
        for (Statistics.OfType type : manager.statistics().types()) {
            String mode = type.type();
            for (PlaybackStatus status : PlaybackStatus.values()) {
                gauge("rallycast.playbacks", manager, mode, of -> of.playbacks().getOrDefault(status, 0))
                        .description("Playbacks")
                        .tag("status", status.wireName())
                        .register(registry);
            }
            for (Role role : Role.values()) {
                gauge("rallycast.sessions", manager, mode, of -> of.sessions().getOrDefault(role, 0))
                        .description("Sessions that take part in a playback")
                        .tag("role", role.wireName())
                        .register(registry);
            }
            gauge("rallycast.queued", manager, mode, Statistics.OfType::queuedBytes)
                    .description("Messages kept for sessions that have not read them yet")
                    .baseUnit("bytes")
                    .register(registry);
        }
    }

    private static Gauge.Builder<SchedulerManager> gauge(
            String name, SchedulerManager manager, String mode, ToDoubleFunction<Statistics.OfType> figure) {
        ToDoubleFunction<SchedulerManager> reading = of -> of.statistics().types().stream()
                .filter(type -> type.type().equals(mode))
                .mapToDouble(figure)
                .sum();
        return Gauge.builder(name, manager, reading).strongReference(true).tag("mode", mode);
    }
}
