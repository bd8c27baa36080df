/**
 * The fleet benchmark: the packaged program reads many simulated sidecars, and beside it a
 * Prometheus does. See {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.meshfuse.fleet;

import org.jspecify.annotations.NullMarked;
