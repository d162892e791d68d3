/** Files and commands that follow the catalogue: what is known of it, templates, and the files and commands themselves. */
@NullMarked
package dev.grapevine.agent.template;

import org.jspecify.annotations.NullMarked;
