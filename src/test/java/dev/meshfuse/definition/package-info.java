/** Tests of what a user may write and of how it is resolved. */
@NullMarked
package dev.meshfuse.definition;

import org.jspecify.annotations.NullMarked;
