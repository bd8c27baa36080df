/** What a user wrote, resolved: objectives, fuses, splits and the policies they carry. */
@NullMarked
package dev.meshfuse.definition;

import org.jspecify.annotations.NullMarked;
