/** Puts the parts together: settings, beans, health, metrics, and the checks at the start. */
@NullMarked
package dev.meshfuse.app;

import org.jspecify.annotations.NullMarked;
