@NullMarked
package dev.rallycast.transport.netty;

import org.jspecify.annotations.NullMarked;
