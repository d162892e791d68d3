@NullMarked
package dev.grapevine.agent.tls;

import org.jspecify.annotations.NullMarked;
