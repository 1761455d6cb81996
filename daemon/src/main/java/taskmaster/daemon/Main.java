package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import taskmaster.api.Json;
import taskmaster.api.ReloadReport;
import taskmaster.api.Version;
import taskmaster.config.ConfigLoader;
import taskmaster.config.Diagnostic;
import taskmaster.config.LoadOutcome;
import taskmaster.config.PrintConfig;
import taskmaster.config.Settings;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;
import taskmaster.linux.UnsupportedPlatformException;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// `taskmasterd`: answers what can be answered at once, else runs the daemon until it is told to
/// end.
public final class Main {

    /// Set to `jvm`, the daemon ends through the JVM, which takes 300 ms but writes the AOT cache.
    private static final String EXIT_PROPERTY = "taskmaster.exit";

    private Main() {}

    /// Runs the command line; does not return.
    ///
    /// @param arguments see [Options#HELP]
    public static void main(String[] arguments) {
        ExitCode code;
        @Nullable Kernel kernel = null;
        try {
            Options options = Options.parse(arguments);
            if (options.mode() == Options.Mode.RUN) {
                kernel = LinuxKernel.open();
            }
            code = run(options, arguments, kernel);
        } catch (StartRefused refusal) {
            if (!String.valueOf(refusal.getMessage()).isEmpty()) {
                System.err.println("taskmasterd: " + refusal.getMessage());
            }
            code = refusal.code();
        } catch (UnsupportedPlatformException refusal) {
            System.err.println("taskmasterd: cannot run here: " + refusal.getMessage());
            code = ExitCode.FAILED;
        }
        System.out.flush();
        System.err.flush();
        if (kernel != null && !"jvm".equals(System.getProperty(EXIT_PROPERTY))) {
            // The JVM's own exit waits 300 ms for threads in system calls.
            kernel.exitNow(code.number());
        }
        System.exit(code.number());
    }

    private static ExitCode run(Options options, String[] arguments, @Nullable Kernel kernel)
            throws StartRefused {
        switch (options.mode()) {
            case HELP -> System.out.print(Options.HELP);
            case VERSION -> System.out.println("taskmasterd " + Version.TEXT);
            case CHECK -> {
                return check(options);
            }
            case PRINT_CONFIG -> System.out.print(PrintConfig.yaml(load(options)));
            case RUN -> {
                if (kernel == null) {
                    throw new IllegalStateException("no kernel");
                }
                Settings settings = load(options);
                return options.detached()
                        ? Detacher.detach(kernel, config(options), arguments)
                        : new Daemon(kernel, options, config(options), settings).run();
            }
        }
        return ExitCode.OK;
    }

    /// The file as the operator named it.
    private static Path config(Options options) throws StartRefused {
        Path config = options.config();
        if (config == null) {
            throw new StartRefused(
                    ExitCode.USAGE,
                    "no configuration: neither ./taskmaster.yaml nor"
                            + " /etc/taskmaster/taskmaster.yaml exists\n"
                            + "name one: taskmasterd -c FILE");
        }
        return config;
    }

    private static Settings load(Options options) throws StartRefused {
        return switch (ConfigLoader.load(config(options), System.getenv())) {
            case LoadOutcome.Loaded loaded -> {
                if (!loaded.warnings().isEmpty()) {
                    print(System.err, loaded.warnings(), "the configuration is used");
                }
                yield loaded.settings();
            }
            case LoadOutcome.Refused refused -> {
                print(System.err, refused.errors(), "the daemon does not start");
                throw new StartRefused(ExitCode.USAGE, "");
            }
        };
    }

    private static ExitCode check(Options options) throws StartRefused {
        LoadOutcome outcome = ConfigLoader.load(config(options), System.getenv());
        List<Diagnostic> found =
                switch (outcome) {
                    case LoadOutcome.Loaded loaded -> loaded.warnings();
                    case LoadOutcome.Refused refused -> refused.errors();
                };
        boolean isValid = outcome instanceof LoadOutcome.Loaded;
        if (options.json()) {
            var report =
                    new ReloadReport(
                            false, true, List.of(), Reloader.diagnostics(found), List.of());
            System.out.println(new String(Json.encode(report), StandardCharsets.UTF_8));
        } else if (!found.isEmpty()) {
            print(System.err, found, isValid ? "it can be used" : "it cannot be used");
        }
        if (outcome instanceof LoadOutcome.Loaded loaded && !options.json()) {
            System.out.println(
                    config(options) + " is valid: " + Daemon.contents(loaded.settings()));
        }
        return isValid ? ExitCode.OK : ExitCode.USAGE;
    }

    private static void print(PrintStream out, List<Diagnostic> diagnostics, String whatHappens) {
        out.print(Diagnostic.render(diagnostics, whatHappens));
    }
}
