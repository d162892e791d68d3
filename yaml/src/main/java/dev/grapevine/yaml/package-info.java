/**
 * Reads files that people write, and keeps the place of every value. {@link dev.grapevine.yaml.YamlReader} returns keys
 * and texts, a {@link dev.grapevine.yaml.ValueType} converts texts to values, and {@link dev.grapevine.yaml.Problems}
 * collects the errors, each with its place, its key, what was found and what was expected.
 */
@NullMarked
package dev.grapevine.yaml;

import org.jspecify.annotations.NullMarked;
