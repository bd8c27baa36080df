/** Windows over counts, burn rates and the state of each objective. */
@NullMarked
package dev.meshfuse.budget;

import org.jspecify.annotations.NullMarked;
