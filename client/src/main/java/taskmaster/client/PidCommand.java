package taskmaster.client;

import taskmaster.api.ProcessView;

/// `pid`: of the daemon, or of processes.
final class PidCommand {
    private PidCommand() {}

    static int run(Screen screen, Daemon daemon, Invocation invocation) throws ClientFailure {
        if (invocation.arguments().isEmpty()) {
            long pid = daemon.version().pid();
            screen.line(invocation.isJson() ? "{\"pid\":" + pid + "}" : Long.toString(pid));
            return ExitStatus.OK;
        }
        Names.Selection selection = StatusCommand.fetch(daemon, invocation.arguments());
        int status = selection.unknown().isEmpty() ? ExitStatus.OK : ExitStatus.FAILED;
        StringBuilder json = new StringBuilder("{\"pids\":[");
        for (ProcessView process : selection.processes()) {
            Integer pid = process.pid();
            if (pid == null || pid == 0) {
                status = ExitStatus.NOT_RUNNING;
            }
            if (!invocation.isJson()) {
                screen.line(pid == null ? "0" : pid.toString());
                continue;
            }
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",");
            json.append("{\"name\":").append(JsonText.quoted(process.name()));
            json.append(",\"pid\":").append(pid == null || pid == 0 ? "null" : pid).append('}');
        }
        if (invocation.isJson()) {
            screen.json(json.append("]}").toString());
        }
        for (String name : selection.unknown()) {
            screen.problem("error: no such process: " + name);
        }
        return status;
    }
}
