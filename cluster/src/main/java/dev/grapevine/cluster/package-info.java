@NullMarked
package dev.grapevine.cluster;

import org.jspecify.annotations.NullMarked;
