/** Tests with input that a coverage-guided fuzzer makes; without one they run the inputs that are kept as resources. */
@NullMarked
package dev.rallycast.fuzz;

import org.jspecify.annotations.NullMarked;
