/**
 * What is said on Kafka: the public events, and the inputs of fuses. Exposes only JDK and
 * definition types, so a consumer can be read alone.
 */
@NullMarked
package dev.meshfuse.event;

import org.jspecify.annotations.NullMarked;
