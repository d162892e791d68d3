/** Sockets and the thread that serves them: JDK NIO only. Nothing in here knows the protocol beyond its messages. */
@NullMarked
package dev.grapevine.cluster.net;

import org.jspecify.annotations.NullMarked;
