/**
 * What is shipped for a cluster: the objects under {@code kubernetes/}, as kustomize makes them.
 */
@NullMarked
package dev.meshfuse.manifests;

import org.jspecify.annotations.NullMarked;
