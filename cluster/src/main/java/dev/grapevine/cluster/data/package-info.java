/** What a member keeps on disk between two lives: its generation, and where others were. */
@NullMarked
package dev.grapevine.cluster.data;

import org.jspecify.annotations.NullMarked;
