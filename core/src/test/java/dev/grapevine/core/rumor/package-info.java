@NullMarked
package dev.grapevine.core.rumor;

import org.jspecify.annotations.NullMarked;
