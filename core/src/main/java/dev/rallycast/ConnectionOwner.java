package dev.rallycast;

import dev.rallycast.protocol.Command;

/** What a connection needs of the manager of clients. */
interface ConnectionOwner {
    /** It is known whose the connection is: whether that user may have one more. Session loop. */
    boolean admits(Connection connection);

    /** Brings the connection into a playback; answered by {@code joined} or {@code notJoined}. Session loop. */
    void join(Connection connection, Command.Start start);

    /** The connection is gone. Session loop. */
    void closed(Connection connection);
}
