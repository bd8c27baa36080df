/** Certificates for servers of tests. */
@NullMarked
package dev.meshfuse.testing.tls;

import org.jspecify.annotations.NullMarked;
