package dev.rallycast.storage.file;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tapes that are in use, one for each recording, counted by their users. Thread-safe. */
final class Tapes {
    private static final Logger LOG = LoggerFactory.getLogger(Tapes.class);

    private final Folder folder;
    // By tape, since a deleted recording may still be in use when another one takes its name; both guarded by this.
    private final Map<Tape, Integer> users = new HashMap<>();
    private final Map<String, Tape> current = new HashMap<>();

    Tapes(Folder folder) {
        this.folder = folder;
    }

    /**
     * Gives the tape of a recording, up to date with its file, until it is released.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws dev.rallycast.model.CorruptRecordingException if it is damaged
     */
    Tape acquire(String stem, String gameId) throws IOException {
        Tape tape = share(stem, folder.tape(stem, gameId));
        try {
            // Outside of the lock: a long scan holds up only those who want the same recording.
            tape.refresh();
            return tape;
        } catch (IOException | RuntimeException e) {
            release(stem, tape);
            throw e;
        }
    }

    synchronized void release(String stem, Tape tape) {
        if (users.merge(tape, -1, Integer::sum) == 0) {
            users.remove(tape);
            current.remove(stem, tape);
            close(tape);
        }
    }

    /** Takes in what other processes have added to the recordings that are in use. */
    void refreshAll() {
        for (Tape tape : inUse()) {
            tape.follow();
        }
    }

    private synchronized List<Tape> inUse() {
        return List.copyOf(users.keySet());
    }

    /** Makes the next user open the file anew. */
    synchronized void forget(String stem) {
        current.remove(stem);
    }

    private synchronized Tape share(String stem, Tape fresh) throws IOException {
        Tape known = current.get(stem);
        boolean still;
        try {
            still = known != null && known.isStillOf(fresh);
        } catch (IOException | RuntimeException e) {
            close(fresh);
            throw e;
        }
        if (known != null && still) {
            close(fresh);
            fresh = known;
        } else {
            current.put(stem, fresh);
        }
        users.merge(fresh, 1, Integer::sum);
        return fresh;
    }

    private static void close(Tape tape) {
        try {
            tape.close();
        } catch (IOException e) {
            LOG.warn("{} did not close cleanly", tape.text().path(), e);
        }
    }
}
