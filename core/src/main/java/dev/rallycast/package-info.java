/** The entry points: schedulers, their manager and the manager of clients. */
@NullMarked
package dev.rallycast;

import org.jspecify.annotations.NullMarked;
