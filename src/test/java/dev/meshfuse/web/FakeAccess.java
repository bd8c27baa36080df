package dev.meshfuse.web;

import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Alice, who may do everything but what a test refuses, in the words of the permission. */
final class FakeAccess implements Access {
    final Set<String> refused = new HashSet<>();

    @Override
    public Caller caller() {
        return new Caller("alice", "u1", List.of(), Map.of());
    }

    @Override
    public void require(Permission permission) {
        if (refused.contains(permission.describe())) {
            throw Problem.forbidden(permission.describe());
        }
    }

    @Override
    public Predicate<String> namespaces(String resource) {
        return namespace -> !refused.contains(Permission.list(resource, namespace).describe());
    }
}
