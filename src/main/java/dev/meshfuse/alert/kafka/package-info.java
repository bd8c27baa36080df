/** Keeps alerts on a topic. */
@NullMarked
package dev.meshfuse.alert.kafka;

import org.jspecify.annotations.NullMarked;
