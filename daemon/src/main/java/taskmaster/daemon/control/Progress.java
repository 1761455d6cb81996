package taskmaster.daemon.control;

import taskmaster.api.OperationResult;

/// Takes what becomes of an operation: any number of results and then `done`, or `refused` and
/// nothing more.
///
/// Called on any one thread, usually the loop; never blocks and never throws, whatever has become
/// of the client.
public interface Progress {

    /// One process has settled.
    void result(OperationResult result);

    /// There is no more.
    void done();

    /// It is not done, or not done further.
    void refused(RequestRefused why);
}
