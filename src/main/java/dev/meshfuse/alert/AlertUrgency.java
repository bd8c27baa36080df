package dev.meshfuse.alert;

import java.util.Locale;

/** The label {@code severity} of an alert, most urgent first. */
public enum AlertUrgency {
    /** Somebody is woken up. */
    Page,
    /** Somebody should look within days. */
    Ticket,
    /** Nobody need do anything: somebody wanted it so. */
    Info;

    /** As the label spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
