/**
 * A shop on a simulated mesh, with everything Meshfuse needs around it: broker, API server,
 * telemetry, traffic.
 */
@NullMarked
package dev.meshfuse.testing.shop;

import org.jspecify.annotations.NullMarked;
