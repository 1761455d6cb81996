package taskmaster.api;

/// Every document that the API carries, as a whole body, a line of NDJSON or the data of an event.
///
/// [Json#encode] writes any of them; each has a reader of its own in [Json].
public sealed interface Message
        permits ProcessList,
                ProcessView,
                OperationResult,
                OperationResults,
                ReloadReport,
                ErrorBody,
                VersionInfo,
                EventRecord,
                NamesRequest,
                SignalRequest,
                ReloadRequest,
                LogLevels,
                LogLevelRequest,
                DaemonFile,
                AlertList,
                AlertTestRequest {}
