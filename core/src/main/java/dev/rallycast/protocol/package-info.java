/** The wire protocol's commands and frames, independent of their encoding. */
@NullMarked
package dev.rallycast.protocol;

import org.jspecify.annotations.NullMarked;
