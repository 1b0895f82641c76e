/** What importers of files are made of: the interface of a format, CSV files, and the building of matches. */
@NullMarked
package dev.rallycast.sports.tennis.files;

import org.jspecify.annotations.NullMarked;
