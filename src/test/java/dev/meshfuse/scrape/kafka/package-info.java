/** Tests of sharing targets, on a real broker. */
@NullMarked
package dev.meshfuse.scrape.kafka;

import org.jspecify.annotations.NullMarked;
