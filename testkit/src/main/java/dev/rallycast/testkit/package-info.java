/** Contracts that adapters extend, fake clients and assertions. */
@NullMarked
package dev.rallycast.testkit;

import org.jspecify.annotations.NullMarked;
