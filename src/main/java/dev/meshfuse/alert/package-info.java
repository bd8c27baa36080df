/** Alerts that Alertmanager sends: what is known of them, and what they are about. Plain Java. */
@NullMarked
package dev.meshfuse.alert;

import org.jspecify.annotations.NullMarked;
