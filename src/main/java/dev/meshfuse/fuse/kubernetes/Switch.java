package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.fuse.WeightPlan;
import java.util.List;

/**
 * A field by which a controller is told to stop or to go on; one that is not there is off.
 *
 * @param object the object it stands in
 * @param subresource part of the object that it belongs to, empty for the object itself
 * @param path JSON pointer to it
 * @param text what it says when it is on, for people
 * @param relied JSON pointers to what must not have changed when it is turned
 */
record Switch(
        ReadObject object, String subresource, String path, String text, List<String> relied) {
    boolean isOn() {
        return object.at(path).asBoolean();
    }

    WeightChange turned(boolean on) {
        return new WeightChange(path, text, on ? 0 : 1, on ? 1 : 0);
    }

    WeightPlan.Write turn(boolean on) {
        Patch patch = new Patch(object).test(path);
        relied.forEach(patch::test);
        return object.write(subresource, patch.put(path, on));
    }

    /** Whether it was turned on by a plan and still is. */
    boolean wasTurnedOn(List<WeightChange> recorded) {
        return isOn() && recorded.contains(turned(true));
    }
}
