@NullMarked
package dev.grapevine.core.config;

import org.jspecify.annotations.NullMarked;
