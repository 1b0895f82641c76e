/** Clients over WebSockets in a Netty server. */
@NullMarked
package dev.rallycast.transport.netty;

import org.jspecify.annotations.NullMarked;
