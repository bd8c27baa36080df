/**
 * Exact integer increments per series, and the counts made of them by service, reporter and
 * outcome.
 */
@NullMarked
package dev.meshfuse.sli;

import org.jspecify.annotations.NullMarked;
