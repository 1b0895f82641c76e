package dev.rallycast.protocol;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.ReplayException;
import org.jspecify.annotations.Nullable;

/** A client's message that is refused. The message text is written for the client and safe to send. */
public final class ProtocolException extends ReplayException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String commandId;

    /**
     * A refusal.
     *
     * @param code the reason
     * @param message for people: names the field, its value and what was expected
     * @param commandId the {@code id} of the command, if it could be read
     */
    public ProtocolException(ErrorCode code, String message, @Nullable String commandId) {
        super(message);
        this.code = requireNonNull(code, "code");
        this.commandId = commandId;
    }

    /** The reason. */
    public ErrorCode code() {
        return code;
    }

    /** The {@code id} of the command, if it could be read. */
    public @Nullable String commandId() {
        return commandId;
    }
}
