/**
 * What is said on the wire, held against {@code docs/asyncapi.json}. Needs {@code com.networknt:json-schema-validator}, which
 * the testkit does not bring.
 */
@NullMarked
package dev.rallycast.testkit.conformance;

import org.jspecify.annotations.NullMarked;
