@NullMarked
package taskmaster.client;

import org.jspecify.annotations.NullMarked;
