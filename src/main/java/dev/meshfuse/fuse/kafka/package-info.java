/** Takes the inputs of fuses from their topic and puts what fuses did on another. */
@NullMarked
package dev.meshfuse.fuse.kafka;

import org.jspecify.annotations.NullMarked;
