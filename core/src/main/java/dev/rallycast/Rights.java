package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.spi.SchedulerType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the control policy of a type. */
final class Rights {
    private static final Logger LOG = LoggerFactory.getLogger(Rights.class);

    private Rights() {}

    /** Whether a user in a role may use a control action; no if the policy fails. */
    static boolean allows(SchedulerType type, Action action, Role role, User user) {
        try {
            return type.control().allows(action, role, user);
        } catch (RuntimeException | Error e) {
            LOG.warn("the control policy of type {} failed: {} is not allowed", type, action, e);
            return false;
        }
    }
}
