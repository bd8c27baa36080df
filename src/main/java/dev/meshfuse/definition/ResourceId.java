package dev.meshfuse.definition;

/**
 * Identity of everything Meshfuse knows: a service, an SLO, a fuse.
 *
 * @param cluster name of the cluster, setting {@code meshfuse.cluster}
 * @param namespace Kubernetes namespace
 * @param name name inside the namespace
 */
public record ResourceId(String cluster, String namespace, String name)
        implements Comparable<ResourceId> {
    public ResourceId {
        if (cluster.isEmpty() || namespace.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "an identity needs cluster, namespace and name, got '%s/%s/%s'"
                            .formatted(cluster, namespace, name));
        }
    }

    /** The record key on every topic: {@code cluster/namespace/name}. */
    public String key() {
        return cluster + "/" + namespace + "/" + name;
    }

    /**
     * The identity behind a record key.
     *
     * @throws IllegalArgumentException when the key has not exactly three non-empty parts
     */
    public static ResourceId parse(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + key + "' is not cluster/namespace/name");
        }
        return new ResourceId(parts[0], parts[1], parts[2]);
    }

    /** {@code namespace/name}, as people and Kubernetes write it. */
    public String local() {
        return namespace + "/" + name;
    }

    @Override
    public int compareTo(ResourceId other) {
        return key().compareTo(other.key());
    }

    @Override
    public String toString() {
        return key();
    }
}
