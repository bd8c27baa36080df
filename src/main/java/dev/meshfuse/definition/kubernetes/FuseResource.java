package dev.meshfuse.definition.kubernetes;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Shape of a Fuse, from which its resource definition is generated. Objects themselves are read as
 * generic trees, as those of {@link ServiceLevelObjectiveResource} are.
 */
@Group("meshfuse.dev")
@Version("v1alpha1")
@Kind("Fuse")
@Plural("fuses")
@Singular("fuse")
@ShortNames("fuse")
@AdditionalPrinterColumn(name = "Target", jsonPath = ".spec.targetRef.name")
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Canary", jsonPath = ".status.canaryIdentity", priority = 1)
@AdditionalPrinterColumn(name = "Tracks", jsonPath = ".status.tracks", priority = 1)
@AdditionalPrinterColumn(
        name = "Accepted",
        jsonPath = ".status.conditions[?(@.type==\"Accepted\")].status")
@AdditionalPrinterColumn(
        name = "Resolved",
        jsonPath = ".status.conditions[?(@.type==\"Resolved\")].status")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@SuppressWarnings("serial")
public class FuseResource extends CustomResource<FuseSpec, FuseStatus> implements Namespaced {
    @Override
    @Required
    public FuseSpec getSpec() {
        return super.getSpec();
    }
}
