package dev.meshfuse.web;

import java.util.List;

/**
 * What came of a message of Alertmanager.
 *
 * @param taken how many of its alerts are stored
 * @param unnamed how many of these are about nothing that is known
 * @param malformed how many cannot be alerts; the others are taken all the same
 * @param noRoom how many are not kept because as many are as may be
 * @param faults what is wrong with the first of the malformed
 */
public record WebhookAnswer(
        int taken, int unnamed, int malformed, int noRoom, List<String> faults) {
    public WebhookAnswer {
        faults = List.copyOf(faults);
    }
}
