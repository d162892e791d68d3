/** The scenarios that every benchmarked system goes through, and what it has to offer for that. */
@org.jspecify.annotations.NullMarked
package dev.grapevine.bench;
