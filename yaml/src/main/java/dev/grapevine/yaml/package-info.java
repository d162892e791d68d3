/**
 * Files that people write, read without losing the place of anything: {@link dev.grapevine.yaml.YamlReader} gives keys and
 * texts, a {@link dev.grapevine.yaml.ValueType} makes values of texts, and {@link dev.grapevine.yaml.Problems} collects what
 * is wrong, each with place, key, what was found and what is allowed.
 */
@NullMarked
package dev.grapevine.yaml;

import org.jspecify.annotations.NullMarked;
