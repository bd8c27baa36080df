/** Tests of definitions that a Kubernetes API server keeps. */
@NullMarked
package dev.meshfuse.definition.kubernetes;

import org.jspecify.annotations.NullMarked;
