package dev.rallycast.transport.jakarta;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Handshake;

/**
 * What the handshake decided about a connection. A refusal is carried out after the connection is open, because browsers
 * do not show a page the HTTP status of a refused upgrade.
 */
sealed interface Admittance {
    /** The name under which it travels from the handshake to the open connection. */
    String PROPERTY = "dev.rallycast.admittance";

    /** Whoever may come in once it is known who it is. */
    record Admit(Handshake handshake) implements Admittance {}

    /** How to turn the client away. */
    record Refuse(CloseCode code) implements Admittance {}
}
