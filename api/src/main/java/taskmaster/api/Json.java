package taskmaster.api;

import taskmaster.api.JsonInput.Fields;

import java.nio.ByteBuffer;

/// The JSON form of every [Message]. Field names are those of the records in snake case.
///
/// Writing never fails. Reading takes a whole document as UTF-8, ignores unknown fields, takes an
/// absent field for null, and throws only [MalformedDocument]. Any thread.
public final class Json {

    /// Bytes. A list of 10 000 processes has some 6 MB; a client need not take more than this.
    public static final int DOCUMENT_BYTES_MAX = 64 << 20;

    private static final int EXPECTED_BYTES_PER_PROCESS = 768;

    private Json() {}

    /// The document without a line feed at its end and without one inside.
    public static byte[] encode(Message message) {
        return written(message).bytes();
    }

    /// The same, not copied into an array of its own length: for documents of a megabyte.
    public static ByteBuffer encodeInPlace(Message message) {
        return written(message).buffer();
    }

    private static JsonOutput written(Message message) {
        int expected =
                message instanceof ProcessList list
                        ? 64 + list.processes().size() * EXPECTED_BYTES_PER_PROCESS
                        : 1024;
        JsonOutput out = new JsonOutput(expected);
        JsonForm.write(out, message);
        return out;
    }

    public static ProcessList processList(byte[] document) throws MalformedDocument {
        Fields fields = read(document).having("processes");
        return new ProcessList(fields.objects("processes", JsonForm::processView));
    }

    public static ProcessView processView(byte[] document) throws MalformedDocument {
        return JsonForm.processView(read(document));
    }

    public static OperationResult operationResult(byte[] document) throws MalformedDocument {
        return JsonForm.operationResult(read(document));
    }

    public static OperationResults operationResults(byte[] document) throws MalformedDocument {
        Fields fields = read(document).having("results");
        return new OperationResults(fields.objects("results", JsonForm::operationResult));
    }

    public static ReloadReport reloadReport(byte[] document) throws MalformedDocument {
        return JsonForm.reloadReport(read(document));
    }

    public static ErrorBody errorBody(byte[] document) throws MalformedDocument {
        Fields fields = read(document);
        return new ErrorBody(
                fields.string("error"), fields.string("message"), fields.optionalString("hint"));
    }

    public static VersionInfo versionInfo(byte[] document) throws MalformedDocument {
        return JsonForm.versionInfo(read(document));
    }

    public static EventRecord eventRecord(byte[] document) throws MalformedDocument {
        return JsonForm.eventRecord(read(document));
    }

    public static NamesRequest namesRequest(byte[] document) throws MalformedDocument {
        return new NamesRequest(read(document).having("names").strings("names"));
    }

    public static SignalRequest signalRequest(byte[] document) throws MalformedDocument {
        Fields fields = read(document).having("names");
        return new SignalRequest(fields.strings("names"), fields.string("signal"));
    }

    public static ReloadRequest reloadRequest(byte[] document) throws MalformedDocument {
        return new ReloadRequest(read(document).flag("dry_run", false));
    }

    public static LogLevels logLevels(byte[] document) throws MalformedDocument {
        Fields fields = read(document).having("components");
        return new LogLevels(fields.objects("components", JsonForm::componentView));
    }

    public static LogLevelRequest logLevelRequest(byte[] document) throws MalformedDocument {
        Fields fields = read(document);
        return new LogLevelRequest(fields.optionalString("component"), fields.string("level"));
    }

    public static AlertList alertList(byte[] document) throws MalformedDocument {
        return AlertForm.list(read(document));
    }

    public static AlertTestRequest alertTestRequest(byte[] document) throws MalformedDocument {
        return new AlertTestRequest(read(document).optionalString("name"));
    }

    public static DaemonFile daemonFile(byte[] document) throws MalformedDocument {
        return JsonForm.daemonFile(read(document));
    }

    private static Fields read(byte[] document) throws MalformedDocument {
        return JsonInput.object(document, DOCUMENT_BYTES_MAX);
    }
}
