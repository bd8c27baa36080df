/** A real Alertmanager, where one is installed. */
@NullMarked
package dev.meshfuse.testing.alertmanager;

import org.jspecify.annotations.NullMarked;
