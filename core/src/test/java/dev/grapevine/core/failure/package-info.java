@NullMarked
package dev.grapevine.core.failure;

import org.jspecify.annotations.NullMarked;
