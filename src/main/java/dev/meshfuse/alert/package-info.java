/**
 * Alerts that Alertmanager sends: what is known of them, and what they are about; and those that
 * are sent to it. Plain Java.
 */
@NullMarked
package dev.meshfuse.alert;

import org.jspecify.annotations.NullMarked;
