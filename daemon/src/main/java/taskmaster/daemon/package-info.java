@NullMarked
package taskmaster.daemon;

import org.jspecify.annotations.NullMarked;
