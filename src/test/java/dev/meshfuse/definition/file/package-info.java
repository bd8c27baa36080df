/** Tests of definitions that are kept in YAML files. */
@NullMarked
package dev.meshfuse.definition.file;

import org.jspecify.annotations.NullMarked;
