@NullMarked
package dev.meshfuse.alert;

import org.jspecify.annotations.NullMarked;
