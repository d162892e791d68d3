@NullMarked
package dev.grapevine.core;

import org.jspecify.annotations.NullMarked;
