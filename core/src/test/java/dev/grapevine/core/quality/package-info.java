@NullMarked
package dev.grapevine.core.quality;

import org.jspecify.annotations.NullMarked;
