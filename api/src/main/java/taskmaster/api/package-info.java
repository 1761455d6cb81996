@NullMarked
package taskmaster.api;

import org.jspecify.annotations.NullMarked;
