/** Sends alerts to Alertmanagers over HTTP. */
@NullMarked
package dev.meshfuse.alert.http;

import org.jspecify.annotations.NullMarked;
