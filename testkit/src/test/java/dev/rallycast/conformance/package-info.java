/** What is said on the wire, held against the documents of the protocol. */
@NullMarked
package dev.rallycast.conformance;

import org.jspecify.annotations.NullMarked;
