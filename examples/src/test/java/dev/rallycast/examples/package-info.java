@NullMarked
package dev.rallycast.examples;

import org.jspecify.annotations.NullMarked;
