/** Who asks, and what they may do. */
@NullMarked
package dev.meshfuse.auth;

import org.jspecify.annotations.NullMarked;
