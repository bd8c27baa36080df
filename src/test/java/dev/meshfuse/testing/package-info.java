/** What the tests and the demo stand on; never part of the service. */
@NullMarked
package dev.meshfuse.testing;

import org.jspecify.annotations.NullMarked;
