@NullMarked
package dev.grapevine.model;

import org.jspecify.annotations.NullMarked;
