package dev.rallycast.spi;

import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;

/** Who may control a playback. Called on an engine loop: never blocks. */
@FunctionalInterface
public interface ControlPolicy {
    /** Whether a user who is attached in a role may use a control action. Asked for control actions only. */
    boolean allows(Action action, Role role, User user);

    /** Players may do everything. */
    static ControlPolicy players() {
        return (action, role, user) -> role == Role.PLAYER;
    }

    /** Nobody may do anything. */
    static ControlPolicy nobody() {
        return (action, role, user) -> false;
    }
}
