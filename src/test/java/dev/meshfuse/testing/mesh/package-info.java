/**
 * A mesh that exists only in this process: pods whose proxies answer scrapes as Istio's do, traffic
 * between them, faults to switch on, and an exact record of what happened. Start reading at {@link
 * dev.meshfuse.testing.mesh.SimulatedMesh}.
 */
@NullMarked
package dev.meshfuse.testing.mesh;

import org.jspecify.annotations.NullMarked;
