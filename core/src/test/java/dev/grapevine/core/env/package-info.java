@NullMarked
package dev.grapevine.core.env;

import org.jspecify.annotations.NullMarked;
