package dev.meshfuse.definition;

import java.util.Locale;

/** How urgent a breach is, least urgent first. An open breach only ever becomes more urgent. */
public enum Severity {
    /** Somebody should look within days. */
    Ticket,
    /** Somebody is woken up. */
    Page;

    /** As events and metrics spell it: {@code ticket}, {@code page}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
