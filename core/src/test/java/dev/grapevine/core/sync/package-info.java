@NullMarked
package dev.grapevine.core.sync;

import org.jspecify.annotations.NullMarked;
