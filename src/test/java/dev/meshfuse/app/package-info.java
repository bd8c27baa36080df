/** Tests of the whole program, and of its start. */
@NullMarked
package dev.meshfuse.app;

import org.jspecify.annotations.NullMarked;
