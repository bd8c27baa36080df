/** Asks the API server who somebody is, and what they may do. */
@NullMarked
package dev.meshfuse.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
