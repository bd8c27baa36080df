/**
 * The Kafka Streams topology that carries readings to counts, evidence and events, with its state.
 */
@NullMarked
package dev.meshfuse.stream;

import org.jspecify.annotations.NullMarked;
