/** The rules of the house, held over all of the code. */
@NullMarked
package dev.meshfuse;

import org.jspecify.annotations.NullMarked;
