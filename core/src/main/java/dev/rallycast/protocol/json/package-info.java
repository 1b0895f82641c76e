/** The JSON form of the wire protocol. */
@NullMarked
package dev.rallycast.protocol.json;

import org.jspecify.annotations.NullMarked;
