/// The pure core of taskmaster: what a process should be, what it is, and what follows from an
/// event. No I/O, no clock, no thread, no randomness: time arrives as a monotonic `long nowNanos`.
///
/// Reading order: [ProcessSpec], [ProcessState], [Event], [Effect], [Lifecycle] (the step
/// function), [Fleet] (all processes), [ReloadPlan].
@NullMarked
package taskmaster.core;

import org.jspecify.annotations.NullMarked;
