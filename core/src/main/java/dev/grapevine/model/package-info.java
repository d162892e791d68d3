/**
 * The values that programs around a member see: who it is, where it is, what it offers, and why it is thought dead. All
 * are immutable.
 */
@NullMarked
package dev.grapevine.model;

import org.jspecify.annotations.NullMarked;
