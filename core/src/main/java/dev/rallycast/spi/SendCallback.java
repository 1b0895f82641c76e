package dev.rallycast.spi;

import org.jspecify.annotations.Nullable;

/** Told when a send is done. Never blocks. */
@FunctionalInterface
public interface SendCallback {
    /** The transport has taken the message, or {@code failure} says why it did not. */
    void onComplete(@Nullable Throwable failure);
}
