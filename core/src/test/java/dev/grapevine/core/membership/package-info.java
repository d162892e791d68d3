@NullMarked
package dev.grapevine.core.membership;

import org.jspecify.annotations.NullMarked;
