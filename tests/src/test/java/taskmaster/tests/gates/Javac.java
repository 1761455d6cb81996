package taskmaster.tests.gates;

import org.w3c.dom.Document;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;

/// The compiler, with or without the gates of the root pom.
final class Javac {
    /// What a run of javac said and how it ended.
    record Outcome(int status, String output) {}

    private Javac() {}

    /// Compiles with the very arguments that the root pom gives every module.
    static Outcome compileWithGates(Path source, Path classes) throws Exception {
        List<String> arguments = new ArrayList<>(gateArguments());
        arguments.add("-processorpath");
        arguments.add(System.getProperty("java.class.path"));
        return fork(arguments, source, classes);
    }

    /// Compiles without any gate, in this process.
    static void compile(List<Path> sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            StringWriter output = new StringWriter();
            List<String> options = List.of("-proc:none", "-d", classes.toString());
            boolean done =
                    compiler.getTask(
                                    output,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            if (!done) {
                throw new IllegalArgumentException("cannot compile " + sources + ": " + output);
            }
        }
    }

    /// The compiler arguments of the root pom, those of its profiles aside.
    static List<String> gateArguments() throws Exception {
        Document pom =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(Checkout.ROOT.resolve("pom.xml").toFile());
        XPathNodes arguments =
                XPathFactory.newDefaultInstance()
                        .newXPath()
                        .evaluateExpression(
                                "/project/build//compilerArgs/arg", pom, XPathNodes.class);
        List<String> texts = new ArrayList<>();
        arguments.forEach(argument -> texts.add(argument.getTextContent()));
        return texts;
    }

    private static Outcome fork(List<String> arguments, Path source, Path classes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/javac").toString());
        command.addAll(List.of("-d", classes.toString()));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.addAll(arguments);
        command.add(source.toString());
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = javac.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(javac.waitFor(), text);
        }
    }
}
