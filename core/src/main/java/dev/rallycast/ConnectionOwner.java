package dev.rallycast;

import dev.rallycast.protocol.Command;

/** What a connection needs of the manager of clients. */
interface ConnectionOwner {
    /** Brings the connection into a playback; answered by {@code joined} or {@code notJoined}. Session loop. */
    void join(Connection connection, Command.Start start);

    /** The connection is gone. Session loop. */
    void closed(Connection connection);
}
