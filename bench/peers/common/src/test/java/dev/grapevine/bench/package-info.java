@NullMarked
package dev.grapevine.bench;

import org.jspecify.annotations.NullMarked;
