/** Sockets and the thread that serves them, on JDK NIO alone. Of the protocol, this package knows only the messages. */
@NullMarked
package dev.grapevine.cluster.net;

import org.jspecify.annotations.NullMarked;
