package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination;
import taskmaster.core.Describe;
import taskmaster.core.ExitStatus;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;
import taskmaster.linux.SpawnRequest;
import taskmaster.linux.SpawnResult;

import java.util.OptionalInt;

/// Runs a command with the message as JSON on its standard input. Exit code 0 means that it has it;
/// anything else, and a command that takes too long, that it may be tried again.
final class CommandSender implements Sender {

    private final AlertDestination.Command command;
    private final Kernel kernel;
    private final ChildSettings settings;

    CommandSender(AlertDestination.Command command, Kernel kernel, ChildSettings settings) {
        this.command = command;
        this.kernel = kernel;
        this.settings = settings;
    }

    @Override
    public SendResult send(AlertMessage message) {
        Poller poller;
        try {
            poller = kernel.openPoller(); // before there is a child that nobody could wait for
        } catch (IllegalStateException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        int[] input = new int[2];
        int[] output = new int[2];
        int errno = openPipes(input, output);
        if (errno != 0) {
            poller.close();
            return refused("no pipe for it: " + Errno.description(errno));
        }
        SpawnResult result = spawn(input[0], output[1]);
        kernel.close(input[0]);
        kernel.close(output[1]);
        return switch (result) {
            case SpawnResult.Spawned child -> {
                var run = new CommandRun(kernel, poller, child, input[1], output[0]);
                yield finished(run, message);
            }
            case SpawnResult.SpawnFailed failed -> {
                poller.close();
                kernel.close(input[1]);
                kernel.close(output[0]);
                yield refused(failed.message());
            }
        };
    }

    private SendResult finished(CommandRun run, AlertMessage message) {
        try (run) {
            @Nullable ExitStatus status = run.finish(AlertJson.of(message), command.timeoutNanos());
            return judged(status, run);
        } finally {
            settings.reaped().run();
        }
    }

    private int openPipes(int[] input, int[] output) {
        int errno = kernel.openPipe(input);
        if (errno != 0) {
            return errno;
        }
        errno = kernel.openPipe(output);
        if (errno != 0) {
            kernel.close(input[0]);
            kernel.close(input[1]);
        }
        return errno;
    }

    /// The child's ends block as any program expects; ours do not.
    private SpawnResult spawn(int stdin, int stdout) {
        kernel.setNonBlocking(stdin, false);
        kernel.setNonBlocking(stdout, false);
        return kernel.spawn(
                new SpawnRequest(
                        command.command(),
                        settings.environment(),
                        OptionalInt.empty(),
                        null,
                        stdin,
                        stdout,
                        stdout,
                        settings.limit().soft(),
                        settings.limit().hard()));
    }

    private SendResult judged(@Nullable ExitStatus status, CommandRun run) {
        String said = Harmless.answer(run.output());
        String colon = said.isEmpty() ? "" : ": " + said;
        if (status == null) {
            return refused(
                    "it took longer than "
                            + Describe.duration(command.timeoutNanos())
                            + " and was ended"
                            + colon);
        }
        return status instanceof ExitStatus.Code(int code) && code == 0
                ? new SendResult.Accepted("exit code 0" + colon)
                : refused(Describe.status(status) + colon);
    }

    private SendResult refused(String cause) {
        String program = Harmless.line(command.command().getFirst(), 200);
        return new SendResult.Refused("cannot alert by " + program + ": " + cause, false);
    }
}
