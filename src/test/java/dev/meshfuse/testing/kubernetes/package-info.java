/**
 * A small Kubernetes API server in this process, faithful where a client can tell the difference.
 * Start reading at {@link dev.meshfuse.testing.kubernetes.InProcessKubernetes}; its Javadoc lists
 * what is left out.
 */
@NullMarked
package dev.meshfuse.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
