@NullMarked
package taskmaster.linux;

import org.jspecify.annotations.NullMarked;
