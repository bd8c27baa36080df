/** Finds out who sent a request over HTTP. */
@NullMarked
package dev.meshfuse.auth.http;

import org.jspecify.annotations.NullMarked;
