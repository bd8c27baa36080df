/** Settings that say where definitions come from. */
@NullMarked
package dev.meshfuse.definition.config;

import org.jspecify.annotations.NullMarked;
