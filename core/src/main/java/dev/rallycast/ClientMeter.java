package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host's {@link ClientListener}, if there is one. Methods, not closures, so that telling allocates nothing. */
final class ClientMeter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMeter.class);

    private final @Nullable ClientListener listener;
    /** Whether it was logged with some noise that the listener fails; several threads may set it. */
    private volatile boolean warned;

    ClientMeter(@Nullable ClientListener listener) {
        this.listener = listener;
    }

    /** Whether anybody listens; if not, nothing need be measured. */
    boolean isOn() {
        return listener != null;
    }

    void opened() {
        if (listener != null) {
            try {
                listener.opened();
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void closed(@Nullable CloseCode code) {
        if (listener != null) {
            try {
                listener.closed(code);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void joined(Scheduler scheduler, Role role, User user) {
        if (listener != null) {
            try {
                listener.joined(scheduler, role, user);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void left(Scheduler scheduler, Role role, User user) {
        if (listener != null) {
            try {
                listener.left(scheduler, role, user);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void answered(Action action, long nanos) {
        if (listener != null) {
            try {
                listener.answered(action, nanos);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void refused(ErrorCode code) {
        if (listener != null) {
            try {
                listener.refused(code);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void sent(int bytes, long lateness) {
        if (listener != null) {
            try {
                listener.sent(bytes, lateness);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void lagged(Scheduler scheduler, Role role) {
        if (listener != null) {
            try {
                listener.lagged(scheduler, role);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    void dropped(String track, long count) {
        if (listener != null) {
            try {
                listener.dropped(track, count);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    private void failed(Throwable e) {
        if (warned) {
            // It may fail at every send, and the log is no place for that.
            LOG.debug("the client listener failed again", e);
        } else {
            warned = true;
            LOG.warn("the client listener failed; further failures are logged at debug level only", e);
        }
    }
}
