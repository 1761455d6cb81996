@NullMarked
package taskmaster.config;

import org.jspecify.annotations.NullMarked;
