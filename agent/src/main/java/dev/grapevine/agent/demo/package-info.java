/** A whole cluster on this machine, for show: real processes, real failures, measured times. */
@NullMarked
package dev.grapevine.agent.demo;

import org.jspecify.annotations.NullMarked;
