/** Settings of alerts. */
@NullMarked
package dev.meshfuse.alert.config;

import org.jspecify.annotations.NullMarked;
