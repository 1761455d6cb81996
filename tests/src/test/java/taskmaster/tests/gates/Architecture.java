package taskmaster.tests.gates;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import org.jspecify.annotations.NullMarked;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules that the shipped classes obey, each with its reason. Each is broken by the fixture of
/// its name in `fixtures/architecture`.
final class Architecture {
    private static final Set<String> IMPURE =
            Set.of(
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.Thread",
                    "java.lang.ThreadGroup",
                    "java.lang.ThreadLocal",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.Random",
                    "java.util.Scanner",
                    "java.util.ServiceLoader",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.UUID");

    private Architecture() {}

    /// All rules by name.
    static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("core-knows-no-world", coreKnowsNoWorld());
        rules.put("core-reads-no-clock", coreReadsNoClock());
        rules.put("core-stands-alone", module("core"));
        rules.put("config-knows-core", module("config", "core"));
        rules.put("linux-knows-core", module("linux", "core"));
        rules.put("api-stands-alone", module("api"));
        rules.put("client-knows-api", module("client", "api"));
        rules.put("daemon-knows-no-client", module("daemon", "core", "config", "linux", "api"));
        rules.put("only-linux-calls-native-code", onlyLinuxCallsNativeCode());
        rules.put("only-the-edge-starts-processes", onlyTheEdgeStartsProcesses());
        rules.put("only-main-exits", onlyMainExits());
        rules.put("nobody-sleeps", nobodySleeps());
        rules.put("no-reflection", noReflection());
        rules.put("signals-in-one-class", signalsInOneClass());
        rules.put("jline-in-shell-classes", jlineInShellClasses());
        rules.put("every-package-is-null-marked", everyPackageIsNullMarked());
        return rules;
    }

    private static ArchRule coreKnowsNoWorld() {
        DescribedPredicate<JavaClass> pure =
                resideInAnyPackage(
                                "taskmaster.core",
                                "java.lang",
                                "java.lang.annotation",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "org.jspecify.annotations")
                        .and(not(describe("impure", type -> IMPURE.contains(type.getName()))));
        return classes()
                .that()
                .resideInAPackage("taskmaster.core")
                .should()
                .onlyDependOnClassesThat(pure)
                .because("a step that does I/O, starts threads or rolls dice cannot be replayed");
    }

    private static ArchRule coreReadsNoClock() {
        return noClasses()
                .that()
                .resideInAPackage("taskmaster.core")
                .should()
                .accessTargetWhere(
                        describe(
                                "the target is System (but arraycopy) or Math.random",
                                access ->
                                        (isOn(access, System.class)
                                                        && !access.getName().equals("arraycopy"))
                                                || is(access, Math.class, "random")))
                .because("time arrives as nowNanos, and chance as an argument");
    }

    private static ArchRule module(String module, String... known) {
        List<String> others =
                new ArrayList<>(List.of("core", "config", "linux", "api", "client", "daemon"));
        others.remove(module);
        others.removeAll(List.of(known));
        String[] forbidden =
                others.stream().map(other -> "taskmaster." + other + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("taskmaster." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because("dependencies point one way, tests and class path notwithstanding");
    }

    private static ArchRule onlyLinuxCallsNativeCode() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("taskmaster.linux")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("one module is the whole system-call surface");
    }

    private static ArchRule onlyTheEdgeStartsProcesses() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("taskmaster.client")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .accessTargetWhere(
                        describe(
                                "the target is Runtime.exec",
                                access -> is(access, Runtime.class, "exec")))
                .because(
                        "the daemon's waitid(P_ALL) steals their children, and waitFor then says"
                                + " 0");
    }

    private static ArchRule onlyMainExits() {
        return noClasses()
                .that()
                .doNotHaveSimpleName("Main")
                .should()
                .accessTargetWhere(
                        describe(
                                "the target is System.exit, Runtime.exit or Runtime.halt",
                                access ->
                                        is(access, System.class, "exit")
                                                || is(access, Runtime.class, "exit")
                                                || is(access, Runtime.class, "halt")))
                .because("an exit from below leaves children behind");
    }

    private static ArchRule nobodySleeps() {
        return noClasses()
                .should()
                .accessTargetWhere(
                        describe(
                                "the target is Thread.sleep or TimeUnit.sleep",
                                access ->
                                        access.getName().equals("sleep")
                                                && resideInAPackage("java..")
                                                        .test(access.getTargetOwner())))
                .because("whoever waits is woken by what it waits for");
    }

    private static ArchRule noReflection() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .orShould()
                .accessTargetWhere(
                        describe(
                                "the target is Class.forName",
                                access -> is(access, Class.class, "forName")))
                .because("what a name from outside can reach is an explicit table");
    }

    private static ArchRule signalsInOneClass() {
        return noClasses()
                .that()
                .haveNameNotMatching("taskmaster\\.daemon\\.\\w*Signal\\w*(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sun.misc..")
                .because("it is the one unsupported API that we stand on");
    }

    private static ArchRule jlineInShellClasses() {
        return noClasses()
                .that()
                .haveNameNotMatching("taskmaster\\.client\\.\\w*Shell\\w*(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jline..")
                .because("a one-shot command must not load it");
    }

    private static ArchRule everyPackageIsNullMarked() {
        DescribedPredicate<JavaClass> marked =
                describe(
                        "reside in a @NullMarked package",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class));
        return classes()
                .that(not(marked))
                .should()
                .resideInAnyPackage()
                .allowEmptyShould(true)
                .because("NullAway checks marked code only");
    }

    private static boolean isOn(JavaAccess<?> access, Class<?> owner) {
        return access.getTargetOwner().isEquivalentTo(owner);
    }

    private static boolean is(JavaAccess<?> access, Class<?> owner, String name) {
        return isOn(access, owner) && access.getName().equals(name);
    }
}
