@NullMarked
package dev.grapevine.core.state;

import org.jspecify.annotations.NullMarked;
