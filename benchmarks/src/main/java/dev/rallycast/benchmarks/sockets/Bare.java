package dev.rallycast.benchmarks.sockets;

import java.util.Locale;

/** The kinds of bare loops. */
enum Bare {
    /** Asynchronous sends. */
    ASYNC,
    /** Blocking sends, one after the other. */
    BLOCKING,
    /** Asynchronous sends that are compressed for each client. */
    DEFLATE,
    /** Writes to the sockets, without a server. */
    FLOOR;

    /** The name by which the server's process knows it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether clients ask for compression. */
    boolean compresses() {
        return this == DEFLATE;
    }
}
