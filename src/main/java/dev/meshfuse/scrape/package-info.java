/**
 * Targets, the text format they answer in, and the readings made of it. Keeps no truth: a reading
 * is cumulative.
 */
@NullMarked
package dev.meshfuse.scrape;

import org.jspecify.annotations.NullMarked;
