package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.ClientManager;

/** A server with the library's endpoint at {@code /stream}, and bare ones beside it. */
interface Host {
    /** Starts it on a free port of the loopback interface. */
    void start(ClientManager clients) throws Exception;

    /** The port of the library's endpoint, and where the clients of a kind of bare loop connect. */
    int port(String kind);

    /** Sends to the first so many sessions of a kind of bare loop, once there are so many. */
    BareLoop.Sender sender(String kind, int clients) throws InterruptedException;

    /** The server of this name. */
    static Host of(String name) {
        return name.equals("netty") ? new NettyHost() : new JakartaHost(ContainerStarter.of(name));
    }
}
