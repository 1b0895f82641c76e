/** Ways to tell who connects. */
@NullMarked
package dev.rallycast.auth;

import org.jspecify.annotations.NullMarked;
