/// Tests of what is shipped, as it is shipped: the image, its launchers, their build, and the
/// session in the README.
///
/// Reading order: [Command], [LauncherTest], [ImageTest], [LauncherBuildTest], [ReadmeTest].
@NullMarked
package taskmaster.tests.image;

import org.jspecify.annotations.NullMarked;
