/** Tests of how inputs of fuses are taken. */
@NullMarked
package dev.meshfuse.fuse.kafka;

import org.jspecify.annotations.NullMarked;
