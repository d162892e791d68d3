@NullMarked
package dev.grapevine.yaml;

import org.jspecify.annotations.NullMarked;
