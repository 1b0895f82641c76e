/** Recordings as files, one JSON object a line. */
@NullMarked
package dev.rallycast.storage.file;

import org.jspecify.annotations.NullMarked;
