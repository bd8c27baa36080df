/**
 * The running evidence against a canary: sequential tests that stay valid however often one looks.
 */
@NullMarked
package dev.meshfuse.verdict;

import org.jspecify.annotations.NullMarked;
