package dev.rallycast.transport.jakarta;

import jakarta.websocket.Session;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How connections are closed.
 *
 * @param executor runs what may block in a container
 * @param stuck what the host does with a connection that was closed while its client took nothing
 */
record Closing(Executor executor, Consumer<Session> stuck) {}
