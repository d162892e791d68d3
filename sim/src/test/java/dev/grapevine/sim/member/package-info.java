@NullMarked
package dev.grapevine.sim.member;

import org.jspecify.annotations.NullMarked;
