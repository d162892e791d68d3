@NullMarked
package dev.grapevine.core.ping;

import org.jspecify.annotations.NullMarked;
