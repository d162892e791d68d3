/** {@code grapevine demo}: a whole cluster on this machine, with real processes, real failures and measured times. */
@NullMarked
package dev.grapevine.agent.demo;

import org.jspecify.annotations.NullMarked;
