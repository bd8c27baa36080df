/** Topics, and how events look on them. */
@NullMarked
package dev.meshfuse.event.kafka;

import org.jspecify.annotations.NullMarked;
