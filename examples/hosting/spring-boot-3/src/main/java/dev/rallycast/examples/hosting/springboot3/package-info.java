/** Rallycast on Spring Boot 3. */
@NullMarked
package dev.rallycast.examples.hosting.springboot3;

import org.jspecify.annotations.NullMarked;
