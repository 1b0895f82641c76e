/** Several managers that share their playbacks, on one virtual clock, with a simulated store and network between them. */
@NullMarked
package dev.rallycast.cluster;

import org.jspecify.annotations.NullMarked;
