/** Asks other replicas over HTTP. */
@NullMarked
package dev.meshfuse.web.http;

import org.jspecify.annotations.NullMarked;
