/** Rallycast on Spring Boot 4. */
@NullMarked
package dev.rallycast.examples.hosting.springboot4;

import org.jspecify.annotations.NullMarked;
