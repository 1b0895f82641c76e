/** Metrics of a manager as Micrometer meters. */
@NullMarked
package dev.rallycast.micrometer;

import org.jspecify.annotations.NullMarked;
