package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSecurityTest {
    private static final String GOOD =
            """
            securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
            containers:
              - name: c
                securityContext:
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
                resources:
                  requests: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}
                  limits: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}
            """;

    @Test
    void a_pod_that_keeps_every_rule_has_no_fault() {
        assertThat(PodSecurity.faults(pod(GOOD))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runAsNonRoot: true | runAsNonRoot: false | c may run as root",
                "runAsNonRoot: true | runAsNonRoot: true, runAsUser: 0 | c runs as root",
                "type: RuntimeDefault | type: Unconfined | c has no seccomp profile",
                "allowPrivilegeEscalation: false | privileged: false | c may gain privileges",
                "readOnlyRootFilesystem: true | runAsUser: 5 | c may write its root",
                "drop: [ALL] | drop: [CHOWN] | c keeps capabilities",
                "drop: [ALL] | drop: [ALL], add: [SYS_TIME] | c adds capabilities",
                "name: c | ports: [{hostPort: 80}] | has a port of the host",
                "containers: | hostNetwork: true ~containers: | hostNetwork is on",
                "containers: | volumes: [{name: v, hostPath: {path: /}}]~containers: | volume v is a hostPath",
                "limits: {cpu: 1, | limits: { | c has no limits of cpu",
            })
    void each_rule_is_looked_at(String right, String wrong, String fault) {
        String text = GOOD.replace(right, wrong.replace("~", "\n"));

        assertThat(PodSecurity.faults(pod(text))).singleElement().asString().endsWith(fault);
    }

    private static JsonNode pod(String yaml) {
        return Rendering.documents(yaml).getFirst();
    }
}
