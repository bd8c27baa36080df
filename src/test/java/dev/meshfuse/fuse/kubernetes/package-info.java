/** Tests of how fuses look at the cluster and act on it. */
@NullMarked
package dev.meshfuse.fuse.kubernetes;

import org.jspecify.annotations.NullMarked;
