/** Logging that cannot harm the member that logs. */
@NullMarked
package dev.grapevine.cluster.log;

import org.jspecify.annotations.NullMarked;
