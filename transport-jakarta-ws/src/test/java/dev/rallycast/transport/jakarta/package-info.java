@NullMarked
package dev.rallycast.transport.jakarta;

import org.jspecify.annotations.NullMarked;
