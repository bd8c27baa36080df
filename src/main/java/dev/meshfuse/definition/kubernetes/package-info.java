/**
 * Definitions kept by a Kubernetes API server: the schema of our kinds, the objects of these kinds
 * with the conditions written to their status, and the splits of fuses as the cluster shows them.
 */
@NullMarked
package dev.meshfuse.definition.kubernetes;

import org.jspecify.annotations.NullMarked;
