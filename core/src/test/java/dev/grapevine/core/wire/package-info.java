@NullMarked
package dev.grapevine.core.wire;

import org.jspecify.annotations.NullMarked;
