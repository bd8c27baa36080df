@NullMarked
package dev.meshfuse.web;

import org.jspecify.annotations.NullMarked;
