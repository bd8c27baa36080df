/** Tests of what watches Meshfuse: its metrics' page, its alert rules, and its dashboards. */
@NullMarked
package dev.meshfuse.monitoring;

import org.jspecify.annotations.NullMarked;
