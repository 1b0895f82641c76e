/** Clients over the Jakarta WebSocket API. */
@NullMarked
package dev.rallycast.transport.jakarta;

import org.jspecify.annotations.NullMarked;
