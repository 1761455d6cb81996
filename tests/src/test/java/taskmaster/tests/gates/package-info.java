/// The gates' own tests: each gate fires on a bad fixture, and each proves that it looked.
///
/// Reading order: [Checkout], [Architecture] (the rules), [ArchitectureTest], [CompilerGateTest],
/// [FormatGateTest], [DocumentsTest]. Fixtures lie in `tests/src/test/fixtures`, outside every
/// source root; those of the format gate do not end in `.java`, lest a formatter mend them.
@NullMarked
package taskmaster.tests.gates;

import org.jspecify.annotations.NullMarked;
