package dev.rallycast.transport.jakarta;

import jakarta.websocket.Session;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How connections are closed, and probed.
 *
 * @param executor runs closes, which may block in a container
 * @param pings runs pings, which may block, too
 * @param later runs a task after a moment, in which a container tells of a lost connection by itself if it ever does
 * @param stuck what the host does with a connection that was closed while its client took nothing
 */
record Closing(Executor executor, Executor pings, Executor later, Consumer<Session> stuck) {}
