package dev.meshfuse.testing.mesh;

/**
 * Who calls whom.
 *
 * @param caller a workload, or a service for all of its workloads by their weights
 * @param service the service called
 * @param requestsPerSecond connections a second where the service speaks TCP
 */
record Edge(String caller, String service, double requestsPerSecond) {}
