/** The scenarios that every measured system goes through, and the interface that a system implements for them. */
@org.jspecify.annotations.NullMarked
package dev.grapevine.bench;
