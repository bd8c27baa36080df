/** Puts readings on their topic. */
@NullMarked
package dev.meshfuse.scrape.kafka;

import org.jspecify.annotations.NullMarked;
