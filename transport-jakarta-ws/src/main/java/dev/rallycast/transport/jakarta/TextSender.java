package dev.rallycast.transport.jakarta;

import jakarta.websocket.SendHandler;
import org.jspecify.annotations.Nullable;

/** How a text message is given to a container. One at a time for each connection. */
@FunctionalInterface
interface TextSender {
    /** Told once when the container has taken the message, or has failed to; by either of the two methods. */
    interface Delivery extends SendHandler {
        /** The message was taken, or was not because of a failure. */
        void done(@Nullable Throwable failure);
    }

    /**
     * Starts to send and returns without waiting for the client.
     *
     * @throws IllegalStateException if the connection is closed; the delivery may hear of it instead
     */
    void send(String text, Delivery delivery);
}
