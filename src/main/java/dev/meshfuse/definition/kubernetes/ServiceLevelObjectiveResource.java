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
 * Shape of a ServiceLevelObjective, from which its resource definition is generated. Objects
 * themselves are read as generic trees, so that one of a wrong shape is refused by itself and does
 * not break the list it is in.
 */
@Group("meshfuse.dev")
@Version("v1alpha1")
@Kind("ServiceLevelObjective")
@Plural("servicelevelobjectives")
@Singular("servicelevelobjective")
@ShortNames("mslo")
@AdditionalPrinterColumn(name = "Service", jsonPath = ".spec.service.name")
@AdditionalPrinterColumn(name = "Objective", jsonPath = ".spec.objective")
@AdditionalPrinterColumn(name = "Window", jsonPath = ".spec.window.rolling")
@AdditionalPrinterColumn(name = "Budget", jsonPath = ".status.budgetRemaining")
@AdditionalPrinterColumn(name = "Breach", jsonPath = ".status.episode.severity")
@AdditionalPrinterColumn(name = "Episode", jsonPath = ".status.episode.id", priority = 1)
@AdditionalPrinterColumn(
        name = "Accepted",
        jsonPath = ".status.conditions[?(@.type==\"Accepted\")].status")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@SuppressWarnings("serial")
public class ServiceLevelObjectiveResource
        extends CustomResource<ServiceLevelObjectiveSpec, ServiceLevelObjectiveStatus>
        implements Namespaced {
    @Override
    @Required
    public ServiceLevelObjectiveSpec getSpec() {
        return super.getSpec();
    }
}
