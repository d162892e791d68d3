@NullMarked
package dev.grapevine.core.bootstrap;

import org.jspecify.annotations.NullMarked;
