/** A real Kafka broker in this JVM. */
@NullMarked
package dev.meshfuse.testing.kafka;

import org.jspecify.annotations.NullMarked;
