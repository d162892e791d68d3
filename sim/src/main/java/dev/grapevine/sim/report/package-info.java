/** The figures of a run as a page for people: one file of HTML that needs nothing else. */
@NullMarked
package dev.grapevine.sim.report;

import org.jspecify.annotations.NullMarked;
