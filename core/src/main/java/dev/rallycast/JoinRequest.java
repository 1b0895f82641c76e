package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.protocol.Command;
import dev.rallycast.spi.SchedulerType;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection's wish to take part in a playback of a game, as the host admitted it.
 *
 * @param watches whether it only watches what others play
 */
record JoinRequest(Connection connection, Command.Start start, SchedulerType type, boolean watches) {
    /** What the user becomes. */
    Role role() {
        return watches ? Role.SPECTATOR : type.role();
    }

    /** Whether the user may do something to a playback of this type. */
    boolean may(Action action) {
        return !watches && Rights.allows(type, action, type.role(), connection.user());
    }

    /** Whether the start options count if this request creates the playback. */
    boolean mayShape() {
        return may(Action.SCRUB) || may(Action.SPEED);
    }

    /** The names of the start options that were given. */
    List<String> givenOptions() {
        Command.StartOptions options = start.options();
        List<String> names = new ArrayList<>();
        if (options.delayNanos() != null) {
            names.add("delay");
        }
        if (options.speed() != null) {
            names.add("speed");
        }
        if (options.from() != null) {
            names.add("from");
        }
        if (options.maxGapNanos() != null) {
            names.add("max_gap");
        }
        if (options.paused() != null) {
            names.add("paused");
        }
        return names;
    }
}
