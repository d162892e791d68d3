@NullMarked
package dev.grapevine.core.view;

import org.jspecify.annotations.NullMarked;
