@org.jspecify.annotations.NullMarked
package dev.meshfuse.alert;
