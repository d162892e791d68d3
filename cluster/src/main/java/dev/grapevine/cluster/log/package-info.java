/** Logging that can neither harm nor delay the member that logs, and that strangers cannot fill. */
@NullMarked
package dev.grapevine.cluster.log;

import org.jspecify.annotations.NullMarked;
