/** What a member keeps on disk between two starts: its generation, and the addresses of others. */
@NullMarked
package dev.grapevine.cluster.data;

import org.jspecify.annotations.NullMarked;
