package dev.rallycast;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told of failures: never more than they need, and never a stack trace. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    /** The refusal for a failure; what only the host can mend is logged. */
    static RefusedException of(Throwable failure, String gameId) {
        if (failure instanceof RefusedException refused) {
            return refused;
        }
        if (failure instanceof GameNotFoundException) {
            return new RefusedException(ErrorCode.GAME_NOT_FOUND, "there is no game \"" + gameId + "\"");
        }
        if (failure instanceof InvalidGameIdException) {
            return new RefusedException(ErrorCode.BAD_REQUEST, String.valueOf(failure.getMessage()));
        }
        LOG.warn("game {}: {}", LogText.of(gameId), LogText.of(failure.getMessage()), LogText.of(failure));
        if (failure instanceof CorruptRecordingException) {
            return new RefusedException(
                    ErrorCode.CORRUPT_RECORDING, "the recording of game \"" + gameId + "\" is damaged");
        }
        if (failure instanceof ReplayException) {
            return new RefusedException(
                    ErrorCode.STORAGE_UNAVAILABLE, "the recording of game \"" + gameId + "\" can't be read now");
        }
        return new RefusedException(ErrorCode.INTERNAL, "the server failed");
    }
}
