package dev.rallycast;

import dev.rallycast.protocol.Command;

/**
 * A command and when it came.
 *
 * @param tick when the transport handed it over; means nothing if nobody measures that
 */
record Received(Command command, long tick) {}
