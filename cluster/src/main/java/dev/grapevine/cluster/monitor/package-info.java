/** What operators see of an embedded member: log lines, Flight Recorder events, JMX attributes. */
@NullMarked
package dev.grapevine.cluster.monitor;

import org.jspecify.annotations.NullMarked;
