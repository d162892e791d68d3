package dev.grapevine.cluster;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A listener, and what runs it.
 *
 * @param executor null for the threads of the library
 */
record ListenerOption(ClusterListener listener, @Nullable Executor executor) {}
